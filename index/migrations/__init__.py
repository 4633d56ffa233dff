"""How a store of an older version becomes one of this version; there is no way back but a copy."""
