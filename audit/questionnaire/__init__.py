"""Questionnaires as workbooks: laid out from what is asked, frozen when sent, and read back whole."""
