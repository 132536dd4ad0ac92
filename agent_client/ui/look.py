"""The palette and the style sheet: calm, with one accent, and large enough to read while telephoning."""

INK = "#1b2a3a"
SOFT_INK = "#54657a"
GROUND = "#eef2f6"
PAPER = "#ffffff"
LINE = "#d3dce6"
ACCENT = "#1c5d99"
ACCENT_DARK = "#164a7b"
ACCENT_PALE = "#e4eef8"
GOOD = "#23794f"
WARN = "#9a5b00"
WARN_PALE = "#fdf3e1"
BAD = "#b02a30"
BAD_PALE = "#fbeaea"
NIGHT = "#121a23"
NIGHT_BAR = "#1c2733"
NIGHT_LINE = "#33424f"
NIGHT_INK = "#e8eef4"
NIGHT_SOFT = "#9fb0c0"
REC = "#ff5a52"
NIGHT_GOOD = "#6fd19c"
NIGHT_WARN = "#f0b45a"

FAMILIES = "'Segoe UI', 'SF Pro Text', 'Noto Sans', 'Liberation Sans', 'DejaVu Sans'"

SHEET = f"""
* {{ font-family: {FAMILIES}; font-size: 15px; color: {INK}; }}
#window, #desk, #sign-in {{ background: {GROUND}; }}
#card {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 12px; }}
#brand {{ font-size: 17px; font-weight: 600; color: {ACCENT}; }}
#title {{ font-size: 26px; font-weight: 600; }}
#lead, #small {{ color: {SOFT_INK}; }}
#small {{ font-size: 13px; }}
#secret {{ font-family: 'DejaVu Sans Mono', 'Liberation Mono', 'Consolas', 'Menlo', monospace; font-size: 17px;
    background: {GROUND}; border-radius: 6px; padding: 8px 12px; }}
#label {{ font-weight: 600; font-size: 14px; }}
#key {{ font-size: 84px; font-weight: 600; letter-spacing: 4px; color: {ACCENT_DARK}; }}
#problem {{ background: {BAD_PALE}; color: {BAD}; border-left: 4px solid {BAD}; border-radius: 4px;
    padding: 10px 12px; }}
#notice {{ background: {ACCENT_PALE}; border-left: 4px solid {ACCENT}; border-radius: 4px; padding: 10px 12px; }}
QLineEdit {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 7px; padding: 9px 11px;
    selection-background-color: {ACCENT}; selection-color: {PAPER}; }}
QLineEdit:focus {{ border: 2px solid {ACCENT}; padding: 8px 10px; }}
QLineEdit:disabled {{ background: {GROUND}; color: {SOFT_INK}; }}
#code {{ font-size: 54px; font-weight: 600; letter-spacing: 10px; padding: 8px 14px; color: {ACCENT_DARK}; }}
#code:focus {{ padding: 7px 13px; }}
#read-out {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 7px; padding: 6px 8px; }}
#read-out:focus {{ border: 2px solid {ACCENT}; padding: 5px 7px; }}
#read-out QScrollBar {{ background: {PAPER}; width: 12px; }}
#read-out QScrollBar::handle {{ background: {LINE}; border-radius: 6px; min-height: 30px; }}
#read-out QScrollBar::add-line, #read-out QScrollBar::sub-line {{ height: 0; }}
#read-out QScrollBar::add-page, #read-out QScrollBar::sub-page {{ background: {PAPER}; }}
QPushButton {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 7px; padding: 10px 18px;
    font-weight: 600; }}
QPushButton:hover {{ border-color: {ACCENT}; }}
QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 9px 17px; }}
QPushButton:disabled {{ color: {SOFT_INK}; background: {GROUND}; }}
QPushButton#primary {{ background: {ACCENT}; border: 2px solid {ACCENT}; color: {PAPER}; }}
QPushButton#primary:hover {{ background: {ACCENT_DARK}; border-color: {ACCENT_DARK}; }}
QPushButton#primary:focus {{ border: 2px solid {INK}; padding: 10px 18px; }}
QPushButton#primary:disabled {{ background: {LINE}; border-color: {LINE}; color: {SOFT_INK}; }}
QPushButton#quiet {{ background: transparent; border: none; color: {SOFT_INK}; padding: 8px 6px; }}
QPushButton#quiet:hover {{ color: {BAD}; }}
QPushButton#quiet:focus {{ border: 2px solid {ACCENT}; padding: 6px 4px; }}
#step {{ color: {SOFT_INK}; }}
#step-now {{ font-weight: 600; color: {ACCENT_DARK}; }}
#step-done {{ color: {GOOD}; }}
#viewer, #veil, #stage {{ background: {NIGHT}; }}
#veil-title {{ color: {NIGHT_INK}; font-size: 26px; font-weight: 600; }}
#veil-text {{ color: {NIGHT_SOFT}; font-size: 16px; }}
#bar {{ background: {NIGHT_BAR}; border: none; border-bottom: 1px solid {NIGHT_LINE}; }}
#bar QLabel {{ color: {NIGHT_SOFT}; font-size: 13px; }}
#bar QLabel#strong {{ color: {NIGHT_INK}; font-weight: 600; }}
#bar QLabel#rec {{ color: {REC}; font-weight: 600; }}
#bar QLabel#rec-off {{ color: {NIGHT_WARN}; font-weight: 600; }}
#bar QLabel#good {{ color: {NIGHT_GOOD}; font-weight: 600; }}
#bar QLabel#fair, #bar QLabel#held {{ color: {NIGHT_WARN}; font-weight: 600; }}
#bar QLabel#poor {{ color: {REC}; font-weight: 600; }}
#bar QPushButton {{ background: transparent; border: 1px solid {NIGHT_LINE}; color: {NIGHT_INK}; padding: 5px 11px;
    font-size: 13px; border-radius: 5px; }}
#bar QPushButton:hover, #bar QPushButton:checked {{ background: {NIGHT_LINE}; }}
#bar QPushButton:focus {{ border: 1px solid {NIGHT_INK}; padding: 5px 11px; }}
#bar QPushButton:disabled {{ color: {NIGHT_SOFT}; background: transparent; }}
#bar QPushButton#end {{ background: {BAD}; border-color: {BAD}; color: {PAPER}; }}
#bar QPushButton::menu-indicator {{ width: 0; }}
#beside {{ background: {GROUND}; border-left: 1px solid {LINE}; }}
#beside QPushButton {{ padding: 7px 10px; }}
#strip {{ background: {ACCENT_PALE}; border-bottom: 1px solid {LINE}; }}
#strip-text {{ font-size: 15px; font-weight: 600; color: {INK}; }}
#strip-digits {{ font-size: 20px; font-weight: 600; padding: 4px 8px; }}
#strip-digits:focus {{ padding: 3px 7px; }}
#strip QPushButton {{ padding: 6px 14px; font-size: 14px; }}
#strip QPushButton:focus {{ padding: 5px 13px; }}
#banner {{ background: {WARN_PALE}; color: {WARN}; padding: 7px 14px; }}
QMenu {{ background: {PAPER}; border: 1px solid {LINE}; padding: 5px; }}
QMenu::item {{ padding: 7px 22px; border-radius: 4px; }}
QMenu::item:selected {{ background: {ACCENT_PALE}; color: {ACCENT_DARK}; }}
QScrollBar {{ background: {NIGHT_BAR}; border: none; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {NIGHT_LINE}; border-radius: 4px; min-width: 30px; min-height: 30px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
"""
