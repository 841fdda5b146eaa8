"""The names of all sentences that a person can see; en.py and zh.py fill them in.

Braces hold facts. A test keeps the placeholders of all languages alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.texts.admin import AdminTexts
from bot.texts.laboratory import LaboratoryTexts


@dataclass(frozen=True, kw_only=True)
class Texts(LaboratoryTexts, AdminTexts):
    """Every sentence, word and button of one language."""

    language_name: str

    # Greetings and help
    start: str
    start_group: str
    help: str
    help_group: str
    say_photo: str
    unknown_command: str
    number_alone: str
    numbers_alone: str
    style_alone: str
    begin: str
    begin_group: str
    privacy: str
    about: str
    about_more: str
    painter: str
    network_builtin: str
    network_quick: str
    network_other: str
    device_core: str
    device_cores: str
    device_cpu: str
    device_gpu: str
    about_nobody: str
    about_starting: str
    about_broken: str
    photos_unseen: str
    about_results: str
    about_which: str
    about_last: str
    about_experiment: str
    about_last_experiment: str
    about_tries: str

    # Pictures
    got_content: str
    got_content_group: str
    got_style: str
    got_style_group: str
    or_last_style: str
    or_last_photo: str
    kept_style: str
    or_new_photo: str
    styles_full: str
    styles_left_out: str
    one_style_taken: str
    album_unseen: str
    album_one_taken: str
    point_at_content: str
    point_at_style: str
    point_at_content_group: str
    point_at_style_group: str
    no_video: str
    no_animation: str
    no_sticker: str
    no_document: str
    no_other: str
    file_too_large: str
    picture_unreadable: str
    picture_too_slow: str
    picture_too_heavy: str
    picture_heic: str
    too_slow_pause: str
    picture_too_large: str
    picture_too_small: str
    picture_too_narrow: str
    picture_not_fetched: str
    the_photo: str
    one_picture: str
    the_style: str
    the_style_number: str

    # Painting
    started: str
    started_album: str
    started_again: str
    started_changed: str
    started_style: str
    started_large: str
    large_offer: str
    photo_no_larger: str
    photo_shrunk: str
    in_line: str
    in_line_untimed: str
    next_in_line: str
    next_in_line_untimed: str
    painting: str
    time_left: str
    almost_done: str
    nobody_paints: str
    cannot_paint: str
    result: str
    result_named: str
    result_colors: str
    result_styles: str
    as_file: str
    unconfirmed: str
    not_taken: str
    send_again: str
    failed_memory: str
    failed_memory_group: str
    failed_memory_smallest: str
    failed_memory_recipe: str
    failed: str
    failed_settings: str
    failed_recipe: str
    given_up: str

    # /go, /again, /status, /cancel
    need_photo: str
    need_photo_group: str
    need_style: str
    need_style_group: str
    already_painting: str
    nothing_to_repeat: str
    picture_gone: str
    too_many_jobs: str
    others_come_first: str
    too_many_wait: str
    elsewhere: str
    too_many_starts: str
    group_is_busy: str
    waiting_for_queue: str
    queue_full: str
    stays_here: str
    ask_again: str
    queue_down: str
    status_idle: str
    status_ready: str
    status_painting: str
    status_painting_untimed: str
    status_waiting: str
    nothing_to_cancel: str
    cancelled: str
    stopped: str
    as_it_is: str
    nothing_as_it_is: str
    too_late: str

    # /strength
    strength_is: str
    strength_set: str
    strength_set_ready: str
    strength_not_a_number: str
    strength_several: str
    strength_out_of_range: str
    strength_none: str
    strength_faint: str
    strength_light: str
    strength_balanced: str
    strength_strong: str
    strength_full: str

    # /blend
    blend_is: str
    blend_set: str
    blend_kept: str
    blend_send_all: str
    blend_send_all_group: str
    blend_send_styles: str
    blend_name_styles: str
    blend_send_more: str
    blend_noted: str
    no_styles_to_share: str
    blend_share: str
    blend_not_a_number: str
    blend_out_of_range: str
    blend_wrong_count: str
    blend_zeros: str
    mix_is: str
    mix_not_a_number: str
    mix_one_number: str
    mix_nothing: str
    mix_tries: str
    mix_still_painting: str
    mix_later: str
    mixed: str

    # Settings
    setting: str
    setting_strength: str
    setting_blend: str
    setting_size: str
    setting_recipe: str
    setting_language: str
    setting_limits: str
    pixels: str
    shares_equal: str
    origin_own: str
    origin_group: str
    origin_usual: str
    origin_telegram: str
    any_number: str
    group_limits: str
    settings_change: str
    settings_reset: str
    settings_reset_own: str
    setting_network: str
    quick_network: str
    usual_network: str
    quick_on: str
    quick_anyway: str
    quick_which: str
    quick_off: str
    quick_later: str
    button_quick: str
    size_is: str
    size_is_group: str
    size_set: str
    size_takes: str
    size_set_group: str
    size_refused: str
    recipe_is: str
    recipe_is_published: str
    recipe_is_only: str
    recipe_usual: str
    recipe_unknown: str
    recipe_offer: str
    recipe_untuned: str
    recipe_other_network: str
    recipe_faces_lost: str
    recipe_poor: str
    recipe_unreached: str
    recipe_cut: str
    recipe_yes: str
    recipe_no: str
    recipe_set: str
    again_that_way: str
    recipe_set_back: str
    same_again: str
    size_is_own: str
    size_later: str
    tries_own_size: str
    recipe_full: str
    recipe_full_again: str
    recipe_for_admins: str
    limits_are: str
    limits_set: str
    limits_capped: str
    limits_refused: str
    limits_private: str
    button_at_once: str
    button_per_10_min: str
    button_no_limits: str
    language_is: str
    language_set: str
    language_refused: str
    button_telegrams_language: str
    only_admins: str
    forgotten: str
    colors_off: str
    colors_match: str
    colors_luminance: str
    stroke_small: str
    stroke_medium: str
    stroke_large: str

    # Styles that the bot draws
    styles_offer: str
    style_chosen: str
    style_unknown: str
    between: str
    style_brush: str
    style_wave: str
    style_mosaic: str
    style_glass: str
    style_points: str
    style_hatching: str
    style_ink: str
    style_watercolor: str
    style_shapes: str

    # The buttons under a result
    not_yours: str
    waits_for_another: str
    painting_not_yours: str
    painting_unknown: str
    button_gone: str
    button_old: str
    card_changed: str
    as_far_as_it_goes: str
    another_style_offer: str
    button_another_style: str
    button_weaker: str
    button_stronger: str
    button_my_colors: str
    button_large: str
    button_large_sure: str  # {left}: how long it takes, in words
    button_protect_faces: str
    button_paint_faces: str
    button_more: str
    button_sure: str
    button_cancel: str
    button_as_it_is: str
    button_paint: str
    button_strength: str
    button_colors: str
    button_stroke: str
    button_size: str
    button_swap: str
    button_mix: str
    button_compare: str
    button_file: str
    button_save: str
    button_film: str
    button_wipe: str
    button_sticker: str
    film: str
    no_film: str
    no_film_of_photo: str
    films_unavailable: str
    button_undo: str
    button_delete: str
    button_back: str
    compared: str
    deleted: str
    not_deleted: str

    # What people say in place of a button: words between commas; those of said_besides stand around others,
    # those of said_of_verdicts around praise and blame
    said_besides: str
    said_of_verdicts: str
    said_again: str
    said_cancel: str
    said_stronger: str
    said_weaker: str
    said_my_colors: str
    said_another_style: str
    said_large: str
    said_file: str
    said_film: str
    said_thanks: str
    said_styles: str  # "waves=wave": another word for a drawn style, and its name

    # In chats where the bot is no member
    guest_how: str
    guest_no_storage: str
    guest_no_room: str
    guest_nobody_paints: str
    guest_cannot_paint: str
    guest_failed: str
    guest_not_fetched: str
    guest_style_unknown: str
    guest_not_yours: str
    guest_gone: str
    guest_more: str

    # Everything else
    about_seconds: str
    about_minutes: str
    not_served: str
    went_wrong: str
    store_down: str
    store_down_picture: str
    not_begun: str
    not_finished: str

    # The command menu and the profile
    command_go: str
    command_strength: str
    command_blend: str
    command_again: str
    command_status: str
    command_cancel: str
    command_content: str
    command_style: str
    command_styles: str
    command_demo: str
    command_settings: str
    command_reset: str
    command_size: str
    command_quick: str
    command_limits: str
    command_recipe: str
    command_help: str
    command_language: str
    command_about: str
    command_privacy: str
    command_forget: str
    profile: str
    profile_short: str

    # What waits to be painted
    styles_now: str
    style_sent: str
    draft_holds: str
    photo_there: str
    none_yet: str
    cleared: str
    cleared_but_line: str
    button_only: str
    button_clear: str
    forget_sure: str
    forget_not: str
    forget_not_yours: str
    button_forget: str
    button_keep: str
    command_clear: str

    # Styles that people have saved
    saved_as: str
    saved_name: str
    saved_offer: str
    saved_full: str
    saved_deleted: str
    save_what: str
    save_one: str
    rename_ask: str
    name_taken: str
    style_gone: str
    style_earlier: str
    button_saved: str
    button_rename: str
    button_drop: str
    command_save: str

    # Small ones to choose from
    tries_started: str
    tries_offer: str
    tries_offer_one: str
    tries_which: str
    button_tries: str
    button_surprise: str
    command_try: str
    command_surprise: str

    # What was sent
    same_pictures: str
