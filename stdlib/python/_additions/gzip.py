"""gzip of 3.13: modes are texts, so is GzipFile.mode."""
READ = 'rb'
WRITE = 'wb'
