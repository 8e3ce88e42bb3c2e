"""Other publishers' instruments: from the files they publish to a checklist file and a sheet of answers."""
