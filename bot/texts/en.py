"""Every sentence in English."""

from __future__ import annotations

from bot.texts.admin_en import ADMIN
from bot.texts.catalogue import Texts
from bot.texts.laboratory_en import LABORATORY

TEXTS = Texts(
    **LABORATORY,
    **ADMIN,
    language_name="English",
    # Greetings and help
    start=(
        "Hello! Send me a photo, then a picture whose style you like, and I paint your photo in that style.\n\n"
        "No picture at hand? /styles shows some. /help lists all I can do."
    ),
    start_group=(
        "Hello! Reply /style wave to any photo, and I paint it. /styles shows the other styles, /demo a first painting."
        "\n\nA style of your own? Reply /style to any picture. /help lists all I can do."
    ),
    help=(
        "1. Send a photo.\n"
        "2. Send a picture whose style you like. I start painting.\n"
        "3. Send more pictures to mix up to five styles, then /go.\n\n"
        "/strength 0 to 100: how far I go (60 unless you say)\n"
        "/blend 70 30: how much of each style; with one style, /blend 40 mixes painting and photo at once\n"
        "/again: paint it once more, a little differently\n"
        "/status: where your picture stands\n"
        "/cancel: stop painting; /clear: put away the pictures that wait\n"
        "/content, /style: write it under a picture, or reply it to one, to say what the picture is for\n"
        "/styles: pictures that I bring along; /style wave takes one of them\n"
        "/save: keeps a style under a name, for later\n"
        "/surprise, /try: three small ones to choose from, in three styles or at three strengths\n"
        "/dream, /texture, /layers, /neurons: what my network sees in pictures; /frames: how a painting came about\n"
        "/settings, /size, /quick, /recipe: set how I paint; /reset takes it back; /language: which one I speak\n"
        "/about, /privacy, /forget: who I am, what I keep, delete it\n\n"
        "All of it works under a picture as well. Send pictures as files to get the result as a file, too."
    ),
    help_group=(
        "1. Reply /content to a photo.\n"
        "2. Reply /style to a picture whose style you like. I start painting.\n"
        "3. Reply /style to more pictures to mix up to five styles, then /go.\n\n"
        "/demo: paints the photo it replies to, or a scene of my own\n"
        "/strength 0 to 100: how far I go (60 unless you say)\n"
        "/blend 70 30: how much of each style; with one style, /blend 40 mixes painting and photo at once\n"
        "/again: paint it once more, a little differently\n"
        "/status, /cancel: see or stop your own picture\n"
        "/styles: pictures that I bring along; /style wave takes one of them\n"
        "/save: keeps a style under a name, for later\n"
        "/surprise, /try: three small ones to choose from, in three styles or at three strengths\n"
        "/dream, /texture, /layers, /neurons: what my network sees in pictures; /frames: how a painting came about\n"
        "Any of these works under a picture, too.\n"
        "/settings, /size, /quick, /recipe, /limits: set how I paint here; /reset takes it back\n"
        "/language: which one I speak\n"
        "/about, /privacy, /forget: who I am, what I keep, delete it"
    ),
    say_photo="Send me a photo and I paint it. /help lists all I can do.",
    unknown_command="I do not know that one. /help lists all I can do.",
    number_alone=(
        "Is that the strength? Then say /strength {got}. For how much of each style, say for example /blend {example}."
    ),
    numbers_alone="Is that how much of each style? Then say /blend {got}.",
    style_alone="Is that the style you would like? Then say /style {name}.",
    begin="Send me a photo to begin.",
    begin_group="Reply /content to a photo to begin, or try /demo.",
    privacy=(
        "I use your pictures only to paint what you ask for. Pictures, results and what you have sent are deleted "
        "after {hours} hours; for a painting that waits or is being painted they count from its end. I keep your "
        "settings until you change them, and the styles that you have saved ({saved}) until you delete them. Nobody "
        "else gets your pictures from me: "
        "results go only to the chat where you asked.\n\n"
        "“Delete” under a painting deletes that painting from the chat and from what I keep. "
        "/forget deletes everything of yours now. Only the number of pictures you asked for in the last minutes "
        "stays a while: limits count it."
    ),
    about=(
        "Stylegram {version} paints with {painters}. It changes the pixels of your photo bit by bit, until they look "
        "like your photo from afar and like the style from near."
    ),
    about_more=(
        "For those who want to know: {painters}. The method is neural style transfer (Gatys, Ecker and Bethge, 2015), "
        "by L-BFGS over the pixels, from coarse to fine."
    ),
    painter="{network}, {device}",
    network_builtin="the network that comes with Stylegram",
    network_quick="the quick network that comes with Stylegram",
    network_other="the network {name}",
    device_core="on one processor core",
    device_cores="on {count} processor cores",
    device_cpu="on a processor",
    device_gpu="on a graphics card",
    about_nobody=(
        "Stylegram {version}. Nobody is painting right now; pictures you send wait in line. "
        "/status shows where yours is."
    ),
    about_starting=(
        "Stylegram {version}. My painter is just starting; pictures you send wait in line until then. "
        "/status shows where yours is."
    ),
    about_broken=(
        "Stylegram {version}. I cannot paint right now: my painter does not start. Whoever runs me finds the "
        "reason in the log. Pictures you send wait in line."
    ),
    photos_unseen=(
        "In this group I see only what is meant for me. Reply /content to a photo and /style to a picture whose "
        "style you like, or send them with that written under them."
    ),
    about_results=(
        "Change it with the buttons under it, or with /strength, /blend and /again. /help lists all I can do."
    ),
    about_which="Reply with that to the painting you mean, or press a button under it.",
    about_last=(
        "I did not get that. Say “stronger”, “weaker” or “now in ink” about the last painting, press a button under "
        "it, or send another photo. /help lists all I can do."
    ),
    about_experiment=(
        "I did not get that. Press a button under it, or reply “ink” to it to have it painted in that style. "
        "/help lists all I can do."
    ),
    about_last_experiment=(
        "I did not get that. Press a button under the last picture, or reply “ink” to it to have it painted in that "
        "style. /help lists all I can do."
    ),
    about_tries=(
        "I did not get that. These are small ones to choose from: press one to paint it large, or reply “ink” to "
        "them for another style. /help lists all I can do."
    ),
    # Pictures
    got_content="Got your photo. Now send a picture whose style you like.",
    got_content_group="Got the photo. Now reply /style to a picture whose style you like.",
    got_style="Got the style. Now send the photo to paint.",
    got_style_group="Got the style. Now reply /content to the photo to paint.",
    or_last_style=" Or /go to use the last style again.",
    or_last_photo=" Or /go to paint the last photo again.",
    kept_style="Kept as style {number} for the next picture. /go mixes them all, /blend sets how much of each.",
    or_new_photo=" Is it a new photo? Reply /content to it.",
    styles_full="I mix at most {limit} styles and already have {limit}. /go paints with those.",
    styles_left_out="I mix at most {limit} styles, so I left the rest out ({count}).",
    one_style_taken="One style is enough for this: I take {name} and leave the rest out.",
    album_unseen=(
        "I saw only one picture of that album: in a group I only see what is meant for me. Reply /style to the others."
    ),
    album_one_taken="Of that album I take only the picture that you wrote under. Send the others one by one.",
    point_at_content="Which photo? Reply /content to it, or send it with /content written under it.",
    point_at_style=(
        "Which picture? Reply /style to it, or send it with /style written under it. One of mine will do, too"
        ": say /style {example}, or see them all with /styles."
    ),
    point_at_content_group=(
        "Which photo? In a group I only see what is meant for me. Reply /content to the photo, or send it with "
        "/content written under it."
    ),
    point_at_style_group=(
        "Which picture? In a group I only see what is meant for me. Reply /style to the picture, or send it "
        "with /style written under it. One of mine will do, too: say /style {example}, or see them all with "
        "/styles."
    ),
    no_video="That is a video, and I paint still pictures. Send a photo, or a screenshot of the moment you like.",
    no_animation="That one moves, and I paint still pictures. Send a photo, or a screenshot of it.",
    no_sticker="That sticker moves, and I paint still pictures. Send a photo or a sticker that keeps still.",
    no_document="I cannot open that file. Send a picture: JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC.",
    no_other="I can only paint pictures. Send me a photo.",
    file_too_large=(
        "That file is too big: Telegram hands me at most {limit_mb} MB. Send it as a photo instead of a file."
    ),
    picture_unreadable="I cannot open {which}: it is damaged or no kind of picture that I know. Send a JPEG or PNG.",
    picture_too_slow="It takes too long to open {which}. Save it anew, or send a screenshot of it.",
    picture_too_heavy="It takes too much memory to open {which}. Send it as a photo, or smaller.",
    picture_heic="I cannot open {which}: it is a HEIC, and I was set up without them. Send it as a photo, or as JPEG.",
    too_slow_pause="{count} of your pictures took too long in ten minutes: I take the next one in {minutes} min.",
    picture_too_large=(
        "There are too many pixels in {which}: I take up to 40 megapixels. Send it as a photo, or smaller."
    ),
    picture_too_small="There are too few pixels in {which}: each side needs at least 32. Send a larger one.",
    picture_too_narrow="One side of {which} is more than 20 times the other. Crop it and send it again.",
    picture_not_fetched="Telegram did not hand me {which}.",
    the_photo="the photo",
    one_picture="one of the pictures",
    the_style="the style picture",
    the_style_number="style picture {number}",
    # Painting
    started="Got it. I start painting…",
    started_album="Got it. I paint the first picture in the styles of the other {count}…",
    started_again="I paint it once more…",
    started_changed="Once more: {changes}…",
    started_style="Now in the style “{name}”…",
    started_large="I paint it large…",
    large_offer="Shall I paint the last one as large as its photo? Press the button.",
    photo_no_larger="The photo is no larger than this picture.",
    photo_shrunk=" Sent as a file it keeps its size: as a photo, Telegram shrinks it.",
    in_line="In line: place {position}, ready in {left}.",
    in_line_untimed="In line: place {position}.",
    next_in_line="You are next; ready in {left}.",
    next_in_line_untimed="You are next.",
    painting="Painting\n{bar} {percent} %\n{left}",
    time_left="{left} left",
    almost_done="almost done",
    nobody_paints=(
        "Nobody is painting right now. Your picture is safe in line and gets painted as soon as somebody is back. "
        "/cancel takes it out."
    ),
    cannot_paint=(
        "Your picture is safe in line, but I cannot paint right now: my painter does not start. Whoever runs me "
        "finds the reason in the log. /cancel takes it out."
    ),
    result="Here it is, strength {strength}.",
    result_named="Here it is: {style}, strength {strength}.",
    result_colors="{strength}, {colors} colours",
    result_styles="Here it is, strength {strength}, styles {shares}.",
    as_file="The same as a file, in full quality.",
    unconfirmed=(
        "I sent your picture, but Telegram did not say that it arrived. If you do not see it, press the button."
    ),
    not_taken=(
        "Your picture is ready, but Telegram does not take it here. Once this chat allows pictures, press the button."
    ),
    send_again="Send it again",
    failed_memory="Your picture is too big for the memory I have. Try a smaller one: /size {smaller}, then /again.",
    failed_memory_group=(
        "Your picture is too big for the memory I have. An admin of this group can choose a smaller size: "
        "/size {smaller}; then /again."
    ),
    failed_memory_smallest="I do not have the memory for this picture, small as it is. Perhaps later: /again.",
    failed_memory_recipe=(
        "Your picture is too big for the memory I have: the recipe “{name}” paints at a size of its own. Say /recipe "
        "default, then /again."
    ),
    failed="I could not paint this one. /again tries once more; if that fails too, try other pictures.",
    failed_settings="These settings do not go together. /reset takes them back, /again then paints it once more.",
    failed_recipe=(
        "The network that paints here does not reach the layers that the recipe “{name}” compares. Say /recipe "
        "default, then /again."
    ),
    given_up=(
        "I am sorry: painting this picture broke me several times, so I stopped trying. Other pictures are fine."
    ),
    # /go, /again, /status, /cancel
    need_photo="I have no photo yet. Send me one, then a picture whose style you like.",
    need_photo_group=(
        "I have no photo of yours yet. In a group I only see what is meant for me: reply /content to a photo, or "
        "send it with /content written under it."
    ),
    need_style="I have your photo. Now send a picture whose style you like, or pick one of mine with /styles.",
    need_style_group=(
        "I have the photo. Now reply /style to a picture whose style you like, send one with /style written under "
        "it, or pick one of mine with /styles."
    ),
    already_painting="I am at it already. /status shows how far, /cancel stops.",
    nothing_to_repeat="There is nothing to paint again yet. {begin}",
    picture_gone=(
        "That picture is gone: I delete pictures after {hours} hours, or when asked to. Send it again and I paint it."
    ),
    too_many_jobs=(
        "I am already painting {limit} pictures for you. This one waits in line and starts by itself when one of them "
        "is done."
    ),
    others_come_first="Your earlier pictures come first. This one waits in line and starts by itself.",
    too_many_wait="{count} pictures of yours wait in line already.",
    elsewhere="Under way for you in other chats: {count}.",
    too_many_starts=(
        "That was a lot for ten minutes. This one waits in line and starts by itself within {minutes} minutes."
    ),
    group_is_busy=(
        "This group has had many pictures just now. Yours waits in line and starts by itself when there is room. "
        "/limits shows how many there may be."
    ),
    waiting_for_queue="I cannot begin right now. Your pictures are safe; I start as soon as I can.",
    queue_full="Very many people want a picture right now.",
    stays_here=" What you sent stays here: send /go in a few minutes.",
    ask_again=" Ask for it again in a few minutes.",
    queue_down="I cannot do that right now. Your pictures are safe here; send it again in a minute.",
    status_idle="I am not painting anything for you here. {begin}",
    status_ready="Everything is there; styles: {styles}. /go starts.",
    status_painting="I am painting your picture; ready in {left}.",
    status_painting_untimed="I am painting your picture.",
    status_waiting="In line, to start by itself when there is room: {count}.",
    nothing_to_cancel="I am not painting anything for you here, so there is nothing to stop. {begin}",
    stopped="Stopped.",
    cancelled="Stopped. Your pictures are still here: /go paints them, a new photo begins afresh.",
    as_it_is="You get it as it is.",
    nothing_as_it_is="There is no picture to keep yet.",
    too_late="Too late to stop: this one is finished.",
    # /strength
    strength_is="Strength is {strength}: {words}. Say for example /strength 80; it goes from 0 to 100.",
    strength_set="Strength is now {strength}: {words}. It holds from the next picture on.",
    strength_set_ready="Strength is now {strength}: {words}. /again paints your last picture that way.",
    strength_not_a_number="“{got}” is not a number. Say for example /strength 80; it goes from 0 to 100.",
    strength_several="Strength is one number, for example /strength 80. For how much of each style, say /blend {got}.",
    strength_out_of_range="Strength goes from 0 to 100, and “{got}” is outside. Say for example /strength 80.",
    strength_none="your photo as it is, without any style",
    strength_faint="almost your photo, with a breath of the style",
    strength_light="clearly your photo, lightly painted",
    strength_balanced="your photo and the style in balance",
    strength_strong="strongly painted, your photo still there",
    strength_full="all style, with a trace of your photo",
    # /blend
    blend_is=(
        "The styles share it like this: {shares}. Press one to give it more, or say for example /blend {example}."
    ),
    blend_set="The styles now share it like this: {shares}. /go paints with that.",
    blend_kept="Noted for {styles} styles. ",
    blend_send_all="Send photo and styles as one album, or the styles first, each with /style under it.",
    blend_send_all_group="Send the styles first, each with /style under it, then the photo with /content.",
    blend_send_styles="Send these styles as one album.",
    blend_name_styles="Name as many of mine in one message, for example /style {example}.",
    blend_send_more="Still to come: {count}. Send each with /style under it.",
    blend_noted="The styles share it like this: {shares}. ",
    no_styles_to_share="You have no styles to share out here. Send me several first.",
    blend_share="{style}: {per_cent} %",
    blend_not_a_number="“{got}” has something that is not a number. Say for example /blend {example}.",
    blend_out_of_range="“{got}” does not fit: numbers go from 0 to 100. Say for example /blend {example}.",
    blend_wrong_count="I need a number for each of the {styles} styles. Say for example /blend {example}.",
    blend_zeros="With zeros only there would be no style at all. Say for example /blend {example}.",
    mix_is="/blend 40 mixes 40 % of the painting with 60 % of your photo, at once. Which number would you like?",
    mix_not_a_number="“{got}” is not a number from 0 to 100. /blend 40 mixes 40 % of the painting with your photo.",
    mix_one_number="With one style say one number: /blend 40 mixes 40 % of the painting with your photo.",
    mix_tries="Those are small ones to choose from. Press one to paint it large, then send /blend once more.",
    mix_nothing="There is no painting of yours to mix yet. {begin}",
    mix_still_painting="I am still painting. When the picture is here, send /blend once more.",
    mix_later=(
        "With one style, /blend mixes the painting and your photo. When the picture is here, send /blend once more."
    ),
    mixed="{painting} % painting, {photo} % photo. Another mix: /blend {example}.",
    # Settings
    setting="{name}: {value} ({origin})",
    setting_strength="Strength",
    setting_blend="Styles",
    setting_size="Size",
    setting_recipe="Recipe",
    setting_language="Language",
    setting_limits="Pictures at once",
    pixels="{size} pixels",
    shares_equal="equal shares",
    origin_own="yours",
    origin_group="this group's",
    origin_usual="as usual",
    origin_telegram="follows your Telegram",
    any_number="any number",
    group_limits="{at_once}, and {per_10_min} in ten minutes",
    settings_change=(
        "Change them with /strength, /blend, /size, /quick, /recipe and /language; /reset takes all but the language "
        "back. Colours and strokes are each picture's own: choose them with the buttons under it."
    ),
    settings_reset="Everything is as at the beginning: strength {strength}, {size} pixels.",
    settings_reset_own=(
        "Everything of yours is as at the beginning: strength {strength}. The size ({size} pixels), the language "
        "and the limits belong to this group and its admins."
    ),
    setting_network="Network",
    quick_network="the quick one",
    usual_network="the whole one",
    quick_on=(
        "From now on my quick network paints: about half the time, and less of the photo is kept. Buttons under a "
        "picture keep to the network that painted it. /quick off goes back."
    ),
    quick_anyway="My quick network paints here anyway.",
    quick_which="Say /quick for my quick network, or /quick off for the whole one.",
    quick_off="My whole network paints again.",
    quick_later="Understood. It holds once my own recipe paints: “{name}” takes the whole network.",
    button_quick="Quick: half the time",
    size_is=(
        "Results are {size} pixels on the long side. Which size would you like? Any other up to {limit} will do, too: "
        "say for example /size {example}."
    ),
    size_is_group=(
        "In this group results are {size} pixels on the long side. Its admins press another, or say for example "
        "/size {example}; up to {limit} is possible."
    ),
    size_set="Results are now {size} pixels on the long side; larger ones take longer.",
    size_takes="Here one takes {time}.",
    size_set_group="Results in this group are now {size} pixels on the long side, and for its members not larger.",
    size_refused=(
        "“{got}” is not a size I can paint. Say a number from {lowest} to {limit}, for example /size {example}."
    ),
    recipe_usual="my own",
    recipe_is="I paint by the recipe “{name}”. The others are as published, and slow. Which one would you like?",
    recipe_is_published=(
        "I paint by the recipe “{name}”, as it was published, and slowly. “{usual}” is fast; the others are as "
        "published, too. Which one would you like?"
    ),
    recipe_is_only=(
        "I paint by the recipe “{name}”. The published ones compare layers that the network that paints here does not "
        "reach."
    ),
    recipe_unknown="I have no recipe called “{got}”. Which one would you like?",
    recipe_offer=(
        "“{name}” is painted as it was published ({article}): about {minutes} min a picture here. Styles: at most "
        "{styles}. {warning}Shall I use it from the next picture on?"
    ),
    recipe_untuned="“{name}” was tuned for another network than mine, so it may not look as published.",
    recipe_other_network=(
        "It was made for the network {wanted}; here {network} paints, so it will look different from the article. "
    ),
    recipe_faces_lost=(
        "It was made for the network {wanted}; here {network} paints, and in its pictures by this recipe faces are "
        "lost: take it for towns and landscapes rather than for people. "
    ),
    recipe_poor=(
        "Here {network} paints; in its pictures by this recipe the photo is lost, so they are not worth the wait. The "
        "recipe wants the network {wanted}. "
    ),
    recipe_unreached=(
        "Nobody can paint by “{name}” here: it compares {layers}, and the network that paints does not reach these "
        "layers. The recipe wants the network {wanted}. /recipe default is my own."
    ),
    recipe_cut="Painting stops after that time here, so the picture will be unfinished. ",
    recipe_yes="Yes, I have time",
    recipe_no="No, paint as usual",
    recipe_set="The recipe is now “{name}”.",
    again_that_way=" /again paints your last picture that way.",
    recipe_set_back=" /reset goes back.",
    size_is_own="“{name}” paints at a size of its own, so it cannot be larger.",
    same_again=(
        "“{name}” begins with your photo and leaves nothing to chance: once more would be the same picture. Change "
        "something first, for example /strength 80."
    ),
    size_later=" It holds once another recipe paints: “{name}” has a size of its own.",
    tries_own_size=(
        "I did not start: “{name}” paints at a size of its own, so it makes no small ones to choose from. Choose "
        "/recipe default and ask again; or name a style, for example /style wave."
    ),
    recipe_full=(
        "I did not start: there are {count} styles here, and the recipe “{name}” takes at most {limit}. Name fewer, "
        "for example /style wave; or choose /recipe default, which mixes up to five, and say /go."
    ),
    recipe_full_again=(
        "I did not start: there are {count} styles here, and the recipe “{name}” takes at most {limit}. Name fewer; or "
        "choose /recipe default, which mixes up to five, and ask again."
    ),
    recipe_for_admins=(
        "That recipe takes minutes for one picture, so in a group only its admins choose it. In a private chat "
        "with me it is yours to try."
    ),
    limits_are=(
        "Pictures of this group at once: {limits}. Its admins change that with the buttons, or for example /limits"
        " 3 10; /limits off takes it back."
    ),
    limits_set="Pictures of this group at once, from now on: {limits}.",
    limits_capped="Pictures of this group at once, from now on: {limits}. More is not possible here.",
    limits_refused=(
        "“{got}” is not a limit. Say two numbers, how many pictures at once and how many in ten minutes, for "
        "example /limits 3 10; or /limits off."
    ),
    limits_private=(
        "Up to {at_once} pictures of yours wait or are painted at once. Limits are for groups: their admins "
        "set them there with /limits."
    ),
    button_at_once="{count} at once",
    button_per_10_min="{count} in 10 min",
    button_no_limits="No limit of its own",
    language_is="We speak English. Which language would you like?",
    language_set="We speak English now.",
    language_refused="I speak {languages}. Which would you like?",
    button_telegrams_language="As in my Telegram",
    only_admins="In a group only its admins can change that. Ask one of them.",
    forgotten="Done: your pictures, paintings ({count}) and settings are deleted. {begin}",
    colors_off="the style's",
    colors_match="near your photo's",
    colors_luminance="your photo's",
    stroke_small="small",
    stroke_medium="medium",
    stroke_large="large",
    # Styles that the bot draws
    styles_offer="These are mine. Press one to use it as the style.",
    style_chosen="Style: {name}",
    style_unknown=(
        "I have no style called “{got}”. I have {names}. Say for example /style {example}; /styles shows them."
    ),
    between=", ",
    style_brush="brush",
    style_wave="wave",
    style_mosaic="mosaic",
    style_glass="glass",
    style_points="points",
    style_hatching="hatching",
    style_ink="ink",
    style_watercolor="watercolour",
    style_shapes="shapes",
    # The buttons under a result
    waits_for_another="These pictures are somebody else's. Your own: /status",
    not_yours="This picture belongs to somebody else. Make your own: /help",
    painting_not_yours=(
        "That picture belongs to somebody else, so I leave it as it is. Reply /content to a photo to make your own."
    ),
    painting_unknown=(
        "I know no painting behind that picture: I delete paintings after {hours} hours. Reply to another one, or send "
        "the photo again."
    ),
    button_gone=(
        "That picture is gone: I delete pictures after {hours} hours, or when you press “Delete” or say /forget. "
        "Send it again."
    ),
    button_old="That button does not work any more. Send the command again.",
    card_changed="Next: {changes}. Press “{button}”.",
    as_far_as_it_goes="It is there already.",
    another_style_offer="Which style for the same photo?",
    button_another_style="Another style",
    button_weaker="Weaker",
    button_stronger="Stronger",
    button_my_colors="My colours",
    button_large="Large",
    button_large_sure="Paint it large, {left}",
    button_protect_faces="Protect faces",
    button_paint_faces="Paint faces too",
    button_more="More…",
    button_sure="Yes, delete it",
    button_cancel="Stop",
    button_as_it_is="Keep it as it is",
    button_paint="Paint again",
    button_strength="Strength {strength}",
    button_colors="Colours: {colors}",
    button_stroke="Strokes: {stroke}",
    button_size="{size} px",
    button_swap="Swap pictures",
    button_mix="Mix with photo",
    button_compare="Before and after",
    button_file="As a file",
    button_save="Save this style",
    button_film="Film",
    button_wipe="Wipe film",
    button_sticker="Sticker",
    film="How it was painted.",
    no_film="I kept no steps of this one. “Paint again” gives you one with a film.",
    no_film_of_photo="Strength 0 is your photo as it is, so there is no painting to film.",
    films_unavailable="I was set up without films. Whoever runs me can add them.",
    button_undo="Undo",
    button_delete="Delete",
    button_back="Back",
    compared="Before and after.",
    deleted="Deleted.",
    not_deleted=(
        "Telegram does not let me delete this one any more. Press and hold the picture to delete it yourself."
    ),
    # What people say in place of a button
    said_besides=(
        "can i have it ,paint it ,can you make it ,can you do it ,could you make it ,please , please,now ,make it ,"
        "do it ,try ,and , too,in the style of ,as a ,as an ,as ,in ,a bit ,a little ,a lot ,much ,even ,a ,"
        "an ,the , style, one,but ,same ,with ,give me ,i want it ,i want , again,again ,once more "
    ),
    said_of_verdicts="so ,very ,really ,it's ,that's ,it’s ,that’s ",
    said_again="again,one more,one more time",
    said_cancel="stop it,stop painting,stop that",
    said_stronger="more,more style,more of the style,too weak",
    said_weaker="less,less style,more like the photo,more like my photo,too strong,too much,softer",
    said_my_colors=(
        "my colors,keep my colours,keep my colors,keep the colours,keep the colors,original colours,original colors,"
        "my own colours"
    ),
    said_another_style="another,other styles,different,something else",
    said_large="larger,bigger,big,huge",
    said_file="file,the file,the original,original,full quality,in full quality",
    said_film="video,movie,gif,show me how you painted it",
    said_thanks=(
        "thanks,thank you,thx,thanks a lot,many thanks,thank you very much,thank you so much,thanks so much,wow,great,"
        "nice,cool,beautiful,lovely,perfect,awesome,amazing,wonderful,gorgeous,fantastic,well done,good job,great job,"
        "love it,i love it,i like it,10/10,100/100"
    ),
    said_styles="waves=wave,stained glass=glass,oils=brush,oil painting=brush,ink painting=ink",
    # In chats where the bot is no member
    guest_how=(
        "Mention me in reply to a photo and I paint it. Add the name of a style, for example “{example}”, or a "
        "strength from 0 to 100."
    ),
    guest_no_storage=(
        "I cannot send pictures here yet: whoever runs me sets STORAGE_CHAT to the id of a chat in which I may write."
    ),
    guest_no_room="I have no room for another picture of yours right now. Please mention me again in a few minutes.",
    guest_nobody_paints=(
        "Nobody is painting right now. The picture is safe in line and gets painted as soon as somebody is back."
    ),
    guest_cannot_paint=(
        "The picture is safe in line, but I cannot paint right now: my painter does not start. Whoever runs me finds "
        "the reason in the log."
    ),
    guest_failed="I could not paint this one. Mention me again to try once more; if that fails too, try another photo.",
    guest_not_fetched="Telegram did not hand me {which}. Mention me again to try once more.",
    guest_style_unknown="I have no style called “{got}”. I have {names}.",
    guest_gone="That picture is gone: I keep none for long. Mention me in reply to the photo once more.",
    guest_not_yours="This picture belongs to somebody else. Mention me in reply to a photo for one of your own.",
    guest_more="Another one? Reply to the photo: @{username} {style}, or @{username} strength {strength}",
    # Everything else
    about_seconds="about {count} s",
    about_minutes="about {count} min",
    not_served="Sorry, I work for a closed circle. Ask whoever runs me to let you in; your id is {id}.",
    went_wrong="Something went wrong on my side. Please send that again; /status shows where your picture is.",
    store_down="I cannot write anything down right now. Please send that again in a minute.",
    store_down_picture=(
        "I cannot write anything down right now. I go on with your picture as soon as I can; "
        "if nothing comes, please send it again."
    ),
    not_begun="I am shutting down and have not started on this. Please send it again in a few minutes.",
    not_finished="I am shutting down while working on this. If nothing comes in a few minutes, please send it again.",
    # The command menu and the profile
    command_go="Paint what you have sent",
    command_strength="How far to go, 0 to 100",
    command_blend="How much of each style",
    command_again="Once more, a little differently",
    command_status="Where your picture stands",
    command_cancel="Stop painting",
    command_content="Reply it to the photo to paint",
    command_style="Reply it to a picture whose style you like, or name one of mine",
    command_styles="Pictures that I bring along",
    command_demo="Paint the photo it replies to, or a scene of my own",
    command_settings="Your settings, and who has set them",
    command_reset="Settings as at the beginning, the language aside",
    command_size="Size of the result",
    command_quick="Paint in half the time, less exactly",
    command_limits="How many pictures this group gets",
    command_recipe="Published recipes; they take longer",
    command_help="All I can do",
    command_language="The language that I speak with you",
    command_about="Who I am and what I paint with",
    command_privacy="What I keep, and for how long",
    command_forget="Delete all that I keep of you",
    profile=(
        "Send me a photo, then a picture whose style you like: I paint the photo in that style. "
        "/strength says how far to go, /blend mixes several styles."
    ),
    profile_short="I paint your photo in the style of another picture.",
    # What waits to be painted
    styles_now="Now {count} styles: {names}.",
    style_sent="picture {number}",
    draft_holds="Waiting: photo {photo}; styles {styles}.",
    photo_there="there",
    none_yet="none yet",
    cleared="Empty: nothing waits to be painted. {begin}",
    cleared_but_line=(
        "Empty, but for what is in line and starts by itself: {count}. /cancel stops that, and all else that I paint "
        "for you here."
    ),
    button_only="Only {name}",
    button_clear="Clear",
    forget_sure="Delete all your pictures, paintings and settings, everywhere? This cannot be undone.",
    forget_not="Nothing is deleted.",
    forget_not_yours="That question is for somebody else. /forget asks about what is yours.",
    button_forget="Yes, delete all",
    button_keep="Keep it",
    command_clear="Put away the pictures that wait",
    # Styles that people have saved
    saved_as="Saved as “{name}”. Reply to this message with another name, or say /style {name} to paint in it.",
    saved_name="mine {number}",
    saved_offer="Your saved styles. Press one to use it as the style.",
    saved_full="You have {count} saved styles, and that is the most. Delete one under /styles first.",
    saved_deleted="“{name}” is deleted.",
    save_what="Which style? Reply /save to a painting of mine or to any picture; a name may stand behind it.",
    save_one="That painting has several styles. Reply /save to the picture of the one that you mean.",
    rename_ask="How shall “{name}” be called? Reply to this message with its new name.",
    name_taken="You have another style called “{name}” already. Reply with a different name.",
    style_gone="That style is not there any more. Choose another one under /styles.",
    style_earlier="your picture",
    button_saved="Rename or delete",
    button_rename="Rename {name}",
    button_drop="Delete {name}",
    command_save="Keep a style under a name",
    # Small ones to choose from
    tries_started="Three small ones first; then you choose…",
    tries_offer="Small and quick, in this order. Press one to paint it large.",
    tries_offer_one="Small and quick: {name}. Press the button to paint it large.",
    tries_which="Those are in different styles. Reply /try to the one that you mean, or press one to paint it large.",
    button_tries="Try strengths",
    button_surprise="Surprise me",
    command_try="Three small ones to choose from, 30, 60 and 90 strong",
    command_surprise="Your photo small in three styles of mine",
    # What was sent
    same_pictures="Both pictures are the same, so the painting will look like the photo. Another style shows more.",
)
