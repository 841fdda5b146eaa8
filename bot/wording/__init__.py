"""From facts to what people read: sentences, buttons, menus, names of styles."""
