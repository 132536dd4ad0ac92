"""The customer's client for Linux: one file, made by PyInstaller."""
