"""Sheets of what registrars process; agenda/sheets has what they are made of."""
