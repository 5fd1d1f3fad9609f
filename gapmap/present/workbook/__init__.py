"""Workbooks: their sheets, and their XLSX and ODS files."""
