"""The directory: records that are kept, edited and asked for, with every revision."""
