"""python -m tests.portal: http://127.0.0.1:8080, the portal's page with the chat in it.

DUIKOU_SERVICE is the address of 对口通, DUIKOU_KEY the portal's key (scope ask), which stays on this
server. The service allows this site by DUIKOU_WIDGET_ORIGINS=http://127.0.0.1:8080.
"""

import os

import uvicorn

from tests.portal.portal import create_portal

if __name__ == "__main__":
    service = os.environ.get("DUIKOU_SERVICE", "http://127.0.0.1:8000")  # noqa: TID251
    key = os.environ.get("DUIKOU_KEY")  # noqa: TID251
    uvicorn.run(create_portal(service, key), host="127.0.0.1", port=8080)
