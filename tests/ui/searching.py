"""What is typed into the box that finds areas, in tests of the app without a browser."""


def sought(app, text):
    """The page after a text was typed and Enter pressed."""
    box = app.selectbox(key="bar_find")
    box.options.append(text)  # as typed: the box takes texts that are not in its list
    box.set_value(text)
    return app.run()


def offered(app):
    """The buttons that ask which area is meant, by what is written on them."""
    return {b.label.replace("\\", ""): b for b in app.button if b.key.startswith("find_offer_")}
