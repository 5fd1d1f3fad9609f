"""Make the templates again after a change to their parts."""

from gapmap.present.briefing import templates

if __name__ == "__main__":
    for file in templates.MADE_FROM:
        (templates.HERE / file).write_bytes(templates.made(file))
