"""One file that holds the whole office: the registry and the uploaded files (备份与恢复)."""
