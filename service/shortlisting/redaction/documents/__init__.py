"""Documents that applicants attach: DOCX, PDF and TXT read in a limited child process, served as clean text or HTML."""
