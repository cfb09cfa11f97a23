"""What goes out to spreadsheets and comes back: a sheet a file, each a resource of django-import-export, with its reader and writer."""
