"""Every sentence in Chinese."""

from __future__ import annotations

from bot.texts.admin_zh import ADMIN
from bot.texts.catalogue import Texts
from bot.texts.laboratory_zh import LABORATORY

TEXTS = Texts(
    **LABORATORY,
    **ADMIN,
    language_name="中文",
    # Greetings and help
    start=(
        "你好！先发一张照片，再发一张你喜欢的风格的图片，我就用那种风格来画你的照片。\n\n"
        "手边没有合适的图片？/styles 里有几张。/help 查看全部功能。"
    ),
    start_group=(
        "大家好！用 /style 海浪 回复任何一张照片，我就来画。/styles 有别的风格，/demo 先画一张看看。\n\n"
        "想用自己的风格？用 /style 回复任何一张图片。/help 查看全部功能。"
    ),
    help=(
        "1. 发一张照片。\n"
        "2. 发一张你喜欢的风格的图片，我就开始画。\n"
        "3. 再发几张图片可以混合最多五种风格，然后发 /go。\n\n"
        "/strength 0 到 100：风格有多强（默认 60）\n"
        "/blend 70 30：每种风格各占多少；只有一种风格时，/blend 40 立刻把画和照片混合\n"
        "/again：再画一张，略有不同\n"
        "/status：看看画到哪一步了\n"
        "/cancel：停下来；/clear：清空等着画的图片\n"
        "/content、/style：写在图片下面，或用来回复图片，说明图片的用途\n"
        "/styles：我自带的图片；/style 海浪 选用其中一张\n"
        "/save：收藏一种风格，起个名字以后用\n"
        "/surprise、/try：先画三张小的来选，三种风格或三种强度\n"
        "/dream、/texture、/layers、/neurons：我的网络在图片里看到什么；/frames：画是怎样画成的\n"
        "/settings、/size、/quick、/recipe：设置怎样画；/reset 恢复默认；/language：我说哪种语言\n"
        "/about、/privacy、/forget：我是谁、我保存什么、删除它们\n\n"
        "这些写在图片下面也行。以文件形式发送图片，结果也会以文件形式给你。"
    ),
    help_group=(
        "1. 用 /content 回复一张照片。\n"
        "2. 用 /style 回复一张你喜欢的风格的图片，我就开始画。\n"
        "3. 用 /style 回复更多图片可以混合最多五种风格，然后发 /go。\n\n"
        "/demo：画它所回复的照片，或者画我自己的一幅风景\n"
        "/strength 0 到 100：风格有多强（默认 60）\n"
        "/blend 70 30：每种风格各占多少；只有一种风格时，/blend 40 立刻把画和照片混合\n"
        "/again：再画一张，略有不同\n"
        "/status、/cancel：查看或停止你自己的画\n"
        "/styles：我自带的图片；/style 海浪 选用其中一张\n"
        "/save：收藏一种风格，起个名字以后用\n"
        "/surprise、/try：先画三张小的来选，三种风格或三种强度\n"
        "/dream、/texture、/layers、/neurons：我的网络在图片里看到什么；/frames：画是怎样画成的\n"
        "这些写在图片下面也行。\n"
        "/settings、/size、/quick、/recipe、/limits：设置在这里怎样画；/reset 恢复默认；/language：我说哪种语言\n"
        "/about、/privacy、/forget：我是谁、我保存什么、删除它们"
    ),
    say_photo="发一张照片给我，我来画。/help 查看全部功能。",
    unknown_command="我不认识这个命令。/help 查看全部功能。",
    number_alone="这是强度吗？请发 /strength {got}。要说每种风格各占多少，例如发 /blend {example}。",
    numbers_alone="这是每种风格各占多少吗？请发 /blend {got}。",
    style_alone="这是你想要的风格吗？请发 /style {name}。",
    begin="发一张照片就开始。",
    begin_group="用 /content 回复一张照片就开始，也可以先试试 /demo。",
    privacy=(
        "你的图片只用来画你要的画。图片、结果和你发来的内容会在 {hours} 小时后删除；"
        "还在排队或正在画的，从画完时算起。你的设置会保留到你更改为止，"
        "你收藏的风格（{saved} 种）"
        "会保留到你删除为止。"
        "我不会把你的图片给别人：结果只发到你提出请求的聊天里。\n\n"
        "画下面的“删除”会把那幅画从聊天里和我保存的内容里一起删除。/forget 立刻删除你的一切。"
        "只有“最近几分钟要了几张画”这个数字会再保留一会儿，用来计算数量限制。"
    ),
    about=("Stylegram {version}，{painters}作画。它一点点调整照片的像素，直到远看像你的照片，近看像那种风格。"),
    about_more=(
        "想知道细节的话：{painters}。方法是神经风格迁移（Gatys、Ecker、Bethge，2015），用 L-BFGS 由粗到细调整像素。"
    ),
    painter="{device}用 {network}",
    network_builtin="Stylegram 自带的网络",
    network_quick="Stylegram 自带的快速网络",
    network_other="{name} 网络",
    device_core="在一个处理器核心上",
    device_cores="在 {count} 个处理器核心上",
    device_cpu="在处理器上",
    device_gpu="在显卡上",
    about_nobody="Stylegram {version}。作画的程序现在不在线；你发来的图片会排队等候。/status 查看排到哪里。",
    about_starting="Stylegram {version}。作画的程序正在启动；在那之前，你发来的图片会排队等候。/status 查看排到哪里。",
    about_broken=(
        "Stylegram {version}。我现在画不了：作画的程序启动不了。运行我的人可以在日志里看到原因。"
        "你发来的图片会排队等候。"
    ),
    photos_unseen=(
        "在这个群里我只看得到发给我的消息。用 /content 回复一张照片，用 /style 回复一张你喜欢的风格的图片；也可以"
        "发图片时在下面这样写。"
    ),
    about_results="可以用图片下面的按钮修改，或者用 /strength、/blend、/again。/help 查看全部功能。",
    about_which="请用这句话回复你指的那幅画，或者按它下面的按钮。",
    about_last=(
        "这句我没听懂。对上一张画可以说“浓一点”“淡一点”“换成水墨”，可以按它下面的按钮，也可以再发一张照片。"
        "/help 查看全部功能。"
    ),
    about_experiment=("这句我没听懂。可以按它下面的按钮，或者用“水墨”回复它，把它画成那种风格。/help 查看全部功能。"),
    about_last_experiment=(
        "这句我没听懂。可以按上一张图片下面的按钮，或者用“水墨”回复它，把它画成那种风格。/help 查看全部功能。"
    ),
    about_tries=(
        "这句我没听懂。这些是供你挑选的小图：想要哪张就按哪个按钮，我把它画成大图，或者用“水墨”回复它们，换一种风格。"
        "/help 查看全部功能。"
    ),
    # Pictures
    got_content="照片收到了。现在发一张你喜欢的风格的图片。",
    got_content_group="照片收到了。现在用 /style 回复一张你喜欢的风格的图片。",
    got_style="风格收到了。现在请发要画的照片。",
    got_style_group="风格收到了。现在用 /content 回复要画的照片。",
    or_last_style="或者发 /go，沿用上一次的风格。",
    or_last_photo="或者发 /go，再画上一张照片。",
    kept_style="已留作下一张画的第 {number} 种风格。/go 把它们混在一起画，/blend 决定各占多少。",
    or_new_photo="如果是新照片，请用 /content 回复它。",
    styles_full="我最多混合 {limit} 种风格，现在已经有 {limit} 种了。/go 就用它们来画。",
    styles_left_out="我最多混合 {limit} 种风格，所以其余 {count} 张没有用上。",
    one_style_taken="这里一种风格就够了：我用{name}，其余的没有用上。",
    album_unseen="那组图片我只看到一张：在群里我只看得到发给我的消息。请用 /style 回复其余的。",
    album_one_taken="那组图片我只用写了字的那一张。其余的请一张一张地发。",
    point_at_content="哪一张照片？用 /content 回复它，或者发照片时在下面写上 /content。",
    point_at_style=(
        "哪一张图片？用 /style 回复它，或者发图片时在下面写上 /style。也可以用我的：例如发 /style {example}，"
        "/styles 列出全部。"
    ),
    point_at_content_group=(
        "哪一张照片？在群里我只看得到发给我的消息。用 /content 回复那张照片，或者发照片时在下面写上 /content。"
    ),
    point_at_style_group=(
        "哪一张图片？在群里我只看得到发给我的消息。用 /style 回复那张图片，或者发图片时在下面写上 /style。也"
        "可以用我的：例如发 /style {example}，/styles 列出全部。"
    ),
    no_video="这是视频，我只画静止的图片。请发一张照片，或者你喜欢的那一刻的截图。",
    no_animation="这张会动，我只画静止的图片。请发一张照片，或者它的截图。",
    no_sticker="这张贴纸会动，我只画静止的图片。请发照片或静态贴纸。",
    no_document="我打不开这个文件。请发图片：JPEG、PNG、WebP、GIF、BMP、TIFF 或 HEIC。",
    no_other="我只会画图片。请发一张照片给我。",
    file_too_large="这个文件太大了：Telegram 只允许我接收 {limit_mb} MB 以内的文件。请以照片而不是文件的形式发送。",
    picture_unreadable="我打不开{which}：文件损坏了，或者是我不认识的格式。请以 JPEG 或 PNG 发送。",
    picture_too_slow="打开{which}花的时间太长了。请重新保存，或者发它的截图。",
    picture_too_heavy="打开{which}需要的内存太多。请以照片形式发送，或缩小后再发。",
    picture_heic="{which}是 HEIC，而我没有装上对这种格式的支持。请以照片形式发送，或存成 JPEG 再发。",
    too_slow_pause="十分钟内你有 {count} 张图片打开得太慢：{minutes} 分钟后我再收下一张。",
    picture_too_large="{which}的像素太多：我最多接受 4000 万像素。请以照片形式发送，或缩小后再发。",
    picture_too_small="{which}的像素太少：每边至少要 32 像素。请发大一点的。",
    picture_too_narrow="{which}的长边超过短边的 20 倍。请裁剪后再发。",
    picture_not_fetched="我没能从 Telegram 取到{which}。",
    the_photo="照片",
    one_picture="其中一张图片",
    the_style="风格图片",
    the_style_number="第 {number} 张风格图片",
    # Painting
    started="收到，我开始画了……",
    started_album="收到。我用其余 {count} 张的风格来画第一张……",
    started_again="我再画一次……",
    started_changed="再画一次：{changes}……",
    started_style="换成“{name}”来画……",
    started_large="我来画一张大的……",
    large_offer="要把上一张画成和照片一样大吗？按下面的按钮，我就画。",
    photo_no_larger="照片并不比这幅画大。",
    photo_shrunk="以文件形式发送可保留原来的尺寸：以照片形式发送会被 Telegram 缩小。",
    in_line="排队中：第 {position} 位，{left}后完成。",
    in_line_untimed="排队中：第 {position} 位。",
    next_in_line="下一个就是你；{left}后完成。",
    next_in_line_untimed="下一个就是你。",
    painting="正在画\n{bar} {percent} %\n{left}",
    time_left="还要{left}",
    almost_done="快好了",
    nobody_paints="作画的程序现在不在线。你的图片已经排上队，程序一上线就会画。/cancel 可以取消。",
    cannot_paint=(
        "你的图片已经排上队，但我现在画不了：作画的程序启动不了。运行我的人可以在日志里看到原因。/cancel 可以取消。"
    ),
    result="画好了，强度 {strength}。",
    result_named="画好了：{style}，强度 {strength}。",
    result_colors="{strength}，{colors}",
    result_styles="画好了，强度 {strength}，风格 {shares}。",
    as_file="同一幅画的文件，完整质量。",
    unconfirmed="我发出了你的画，但 Telegram 没有确认收到。如果你没有看到，请按下面的按钮。",
    not_taken="你的画已经画好了，但 Telegram 不让我发到这里。等这里允许发图片后，请按下面的按钮。",
    send_again="再发一次",
    failed_memory="这张图片太大，我的内存放不下。试试小一点的：/size {smaller}，然后 /again。",
    failed_memory_group="这张图片太大，我的内存放不下。群管理员可以改成小一点的：/size {smaller}，然后 /again。",
    failed_memory_smallest="这张图片虽然小，我的内存还是放不下。也许过一会儿可以：/again。",
    failed_memory_recipe=(
        "这张图片太大，我的内存放不下：画法“{name}”有自己固定的尺寸。请发 /recipe default，然后 /again。"
    ),
    failed="这一张我没画成。/again 再试一次；如果还不行，换别的图片试试。",
    failed_settings="这些设置互相冲突。/reset 全部恢复，然后 /again 再画一次。",
    failed_recipe="画法“{name}”要比较的层，这里用的网络没有。请发 /recipe default，然后 /again。",
    given_up="抱歉：画这张图片让我崩溃了好几次，所以我不再尝试了。别的图片没有问题。",
    # /go, /again, /status, /cancel
    need_photo="我还没有照片。先发一张照片，再发一张你喜欢的风格的图片。",
    need_photo_group=(
        "我还没有你的照片。在群里我只看得到发给我的消息：用 /content 回复一张照片，或者发照片时在下面写上 /content。"
    ),
    need_style="照片已经有了。现在发一张你喜欢的风格的图片，或者用 /styles 选一张我的。",
    need_style_group=(
        "照片已经有了。现在用 /style 回复一张你喜欢的风格的图片，或者发图片时在下面写上 /style，也可以用 /styles "
        "选一张我的。"
    ),
    already_painting="已经在画了。/status 查看进度，/cancel 停下。",
    nothing_to_repeat="还没有可以重画的。{begin}",
    picture_gone="那张图片已经不在了：我会在 {hours} 小时后，或者你要求时删除图片。再发一次，我就画。",
    too_many_jobs="我已经在为你画 {limit} 张了。这一张先排队，画完一张后会自动开始。",
    others_come_first="你之前的几张还没画完。这一张先排队，轮到时会自动开始。",
    too_many_wait="你已经有 {count} 张在排队了。",
    elsewhere="在其他聊天里为你画的还有 {count} 张。",
    too_many_starts="这十分钟里已经画了不少。这一张先排队，{minutes} 分钟内会自动开始。",
    group_is_busy="这个群刚才画了很多张。你的这一张先排队，有空位时会自动开始。/limits 查看最多能画多少张。",
    waiting_for_queue="我现在开始不了。你的图片还在；一有可能我就开始。",
    queue_full="现在想要画的人非常多。",
    stays_here="你发来的图片还在：过几分钟发 /go。",
    ask_again="请过几分钟再说一次。",
    queue_down="我现在做不了。你的图片还在：过一分钟请再发一次。",
    status_idle="我现在没有在这里给你画什么。{begin}",
    status_ready="都齐了，一共 {styles} 种风格。发 /go 开始。",
    status_painting="我正在画你的画；{left}后完成。",
    status_painting_untimed="我正在画你的画。",
    status_waiting="排队中，有空位就自动开始：{count} 张。",
    nothing_to_cancel="我现在没有在这里给你画什么，不用停。{begin}",
    stopped="已停下。",
    cancelled="停下了。你的图片还在：/go 重新画，发新照片就另画一张。",
    as_it_is="好，就把现在的样子发给你。",
    nothing_as_it_is="还没有画出可以留下的样子。",
    too_late="来不及停了：这一张已经画完。",
    # /strength
    strength_is="强度是 {strength}：{words}。例如发 /strength 80；范围是 0 到 100。",
    strength_set="强度改为 {strength}：{words}。从下一张画起生效。",
    strength_set_ready="强度改为 {strength}：{words}。/again 就这样重画上一张。",
    strength_not_a_number="我看不懂“{got}”，请用一个阿拉伯数字，例如发 /strength 80；范围是 0 到 100。",
    strength_several="强度是一个数字，例如 /strength 80。要说每种风格各占多少，请发 /blend {got}。",
    strength_out_of_range="强度的范围是 0 到 100，“{got}”超出了。例如发 /strength 80。",
    strength_none="就是你的照片，没有风格",
    strength_faint="几乎是你的照片，带一丝风格",
    strength_light="照片一眼可认，只有淡淡的画意",
    strength_balanced="照片和风格兼顾",
    strength_strong="画得很浓，照片还看得出来",
    strength_full="全是风格，只剩照片的一点影子",
    # /blend
    blend_is="各种风格的比例：{shares}。按哪种就多给哪种；也可以自己定，例如 /blend {example}。",
    blend_set="各种风格的比例改为：{shares}。/go 就这样画。",
    blend_kept="记住了，给 {styles} 种风格用。",
    blend_send_all="请把照片和风格作为一组发送，或者先发风格，每张下面写上 /style。",
    blend_send_all_group="请先发风格，每张下面写上 /style，再发照片，下面写上 /content。",
    blend_send_styles="请把这些风格作为一组发送。",
    blend_name_styles="请在一条消息里说出这么多种我自带的风格，例如 /style {example}。",
    blend_send_more="还差 {count} 种，每张下面请写上 /style。",
    blend_noted="各种风格的比例：{shares}。",
    no_styles_to_share="你在这里还没有可以分配比例的风格。请先发几张风格图片。",
    blend_share="{style}：{per_cent} %",
    blend_not_a_number="“{got}”里有我看不懂的，请用阿拉伯数字，例如发 /blend {example}。",
    blend_out_of_range="“{got}”不合适：数字的范围是 0 到 100。例如发 /blend {example}。",
    blend_wrong_count="一共有 {styles} 种风格，请给每种一个数字。例如发 /blend {example}。",
    blend_zeros="全是零就没有风格了。例如发 /blend {example}。",
    mix_is="/blend 40 立刻把 40 % 的画和 60 % 的照片混合。你想要哪个数字？",
    mix_not_a_number="“{got}”不行，请用 0 到 100 的阿拉伯数字：/blend 40 把 40 % 的画和你的照片混合。",
    mix_one_number="只有一种风格时请给一个数字：/blend 40 把 40 % 的画和你的照片混合。",
    mix_tries="这几张是小的，供你挑选。按一个画成大的，然后再发一次 /blend。",
    mix_nothing="还没有你的画可以混合。{begin}",
    mix_still_painting="还在画。画好后再发一次 /blend。",
    mix_later="只有一种风格时，/blend 混合画和照片。画好后再发一次 /blend。",
    mixed="{painting} % 画，{photo} % 照片。换个比例：/blend {example}。",
    # Settings
    setting="{name}：{value}（{origin}）",
    setting_strength="强度",
    setting_blend="风格比例",
    setting_size="大小",
    setting_recipe="画法",
    setting_language="语言",
    setting_limits="同时可画张数",
    pixels="{size} 像素",
    shares_equal="各占一样多",
    origin_own="你的",
    origin_group="本群的",
    origin_usual="默认",
    origin_telegram="跟随你的 Telegram",
    any_number="不限",
    group_limits="{at_once}，十分钟内 {per_10_min}",
    settings_change=(
        "用 /strength、/blend、/size、/quick、/recipe、/language 更改，/reset 恢复语言以外的各项。颜色和笔触是"
        "每张画自己的，用画下面的按钮选择。"
    ),
    settings_reset="一切恢复到最初：强度 {strength}，{size} 像素。",
    settings_reset_own=(
        "你的设置都恢复到最初：强度 {strength}。大小（{size} 像素）、语言和数量限制属于本群，由管理员决定。"
    ),
    setting_network="网络",
    quick_network="快速的",
    usual_network="完整的",
    quick_on=(
        "从现在起由我的快速网络来画：大约一半时间，照片的细节留得少一些。"
        "画下面的按钮仍用画它的那个网络。/quick off 恢复。"
    ),
    quick_anyway="这里本来就是我的快速网络在画。",
    quick_which="发 /quick 用快速网络来画，发 /quick off 用完整的网络。",
    quick_off="又由我的完整网络来画了。",
    quick_later="好的。等我用自己的画法时生效：“{name}”要用完整的网络。",
    button_quick="快速：一半时间",
    size_is="画的长边是 {size} 像素。想要多大？也可以发别的数字，例如 /size {example}；最大 {limit}。",
    size_is_group="在这个群里，画的长边是 {size} 像素。管理员可以按按钮更改，或者发 /size {example}；最大 {limit}。",
    size_set="结果的长边改为 {size} 像素；越大越慢。",
    size_takes="这么大一张，这里要画{time}。",
    size_set_group="这个群的结果长边改为 {size} 像素，成员最大也是这么多。",
    size_refused="“{got}”不是我能画的大小。请给 {lowest} 到 {limit} 的数字，例如 /size {example}。",
    recipe_usual="我自己的",
    recipe_is="我现在的画法是“{name}”。其余的都照原文发表的方法，比较慢。你想用哪一种？",
    recipe_is_published=(
        "我现在的画法是“{name}”，照原文发表的方法，比较慢。“{usual}”比较快；其余的也都照原文。你想用哪一种？"
    ),
    recipe_is_only="我现在的画法是“{name}”。已发表的画法要比较的层，这里用的网络没有。",
    recipe_unknown="我没有叫“{got}”的画法。你想用哪一种？",
    recipe_offer=(
        "“{name}”照原文（{article}）的方法来画，最多 {styles} 种风格：在这里每张约 {minutes} 分钟。"
        "{warning}下一张起用它吗？"
    ),
    recipe_untuned="“{name}”的参数是按另一个网络调的，画出来可能和原文不一样。",
    recipe_other_network="它是为网络 {wanted} 写的，这里用的是 {network}，所以会和原文不一样。",
    recipe_faces_lost=(
        "它是为网络 {wanted} 写的，这里用的是 {network}，用它画出来认不出人脸：适合城镇和风景，不太适合人像。"
    ),
    recipe_poor="这里用的是 {network}，用它画出来看不出照片的样子，不值得等；这种画法要用网络 {wanted}。",
    recipe_unreached=(
        "这里不能用“{name}”来画：它要比较 {layers}，而这里用的网络没有这些层；"
        "这种画法要用网络 {wanted}。/recipe default 用我自己的画法。"
    ),
    recipe_cut="这里画到这个时间就会停下，所以画不完。",
    recipe_yes="好，我不急",
    recipe_no="不，照常画",
    recipe_set="画法改为“{name}”。",
    again_that_way="/again 就这样重画上一张。",
    recipe_set_back="/reset 恢复。",
    size_is_own="“{name}”有自己固定的尺寸，没法画得更大。",
    same_again="“{name}”从照片画起，没有随机的成分：再画一次还是一模一样。先改点什么，例如 /strength 80。",
    size_later="换别的画法后才生效：“{name}”有自己固定的尺寸。",
    tries_own_size=(
        "没有开始：“{name}”有自己固定的尺寸，没法先画几张小的来选。请选 /recipe default 再说一次；"
        "或者说一种风格，例如 /style wave。"
    ),
    recipe_full=(
        "没有开始：这里有 {count} 种风格。画法“{name}”最多能用 {limit} 种风格。请少说几种，"
        "例如 /style wave；或者选 /recipe default（最多混合五种），再发 /go。"
    ),
    recipe_full_again=(
        "没有开始：这里有 {count} 种风格。画法“{name}”最多能用 {limit} 种风格。请少说几种；"
        "或者选 /recipe default（最多混合五种），再说一次。"
    ),
    recipe_for_admins="这种画法画一张要好几分钟，所以在群里只有管理员可以选。你可以在和我的私聊里试。",
    limits_are="本群同时能画：{limits}。管理员可以用按钮更改，也可以发 /limits 3 10 这样的命令；/limits off 恢复。",
    limits_set="从现在起本群同时能画：{limits}。",
    limits_capped="从现在起本群同时能画：{limits}。这里不能再多了。",
    limits_refused="“{got}”不是数量限制。请给两个数字：同时几张、十分钟内几张，例如 /limits 3 10；或者 /limits off。",
    limits_private="你最多可以有 {at_once} 张同时排队或在画。数量限制是给群用的：由管理员在群里用 /limits 设置。",
    button_at_once="同时 {count} 张",
    button_per_10_min="十分钟 {count} 张",
    button_no_limits="不另设限制",
    language_is="当前语言：中文。想用哪一种？",
    language_set="好，现在用中文。",
    language_refused="我会这些语言：{languages}。想用哪一种？",
    button_telegrams_language="跟随我的 Telegram",
    only_admins="在群里只有管理员可以更改。请找一位管理员。",
    forgotten="好了：你的图片、画（{count} 幅）和设置都已删除。{begin}",
    colors_off="风格的颜色",
    colors_match="接近照片的颜色",
    colors_luminance="照片的颜色",
    stroke_small="细",
    stroke_medium="中",
    stroke_large="粗",
    # Styles that the bot draws
    styles_offer="这些是我自带的。按哪个就用哪种风格。",
    style_chosen="风格：{name}",
    style_unknown="我没有叫“{got}”的风格。我有：{names}。例如发 /style {example}；/styles 可以看图。",
    between="、",
    style_brush="油画",
    style_wave="海浪",
    style_mosaic="马赛克",
    style_glass="彩窗",
    style_points="点彩",
    style_hatching="排线",
    style_ink="水墨",
    style_watercolor="水彩",
    style_shapes="几何",
    # The buttons under a result
    waits_for_another="这些图片是别人的。看你自己的：/status",
    not_yours="这幅画是别人的。画你自己的：/help",
    painting_not_yours="这幅画是别人的，所以我不动它。用 /content 回复一张照片，画你自己的。",
    painting_unknown="我不知道这张图片是哪幅画：画在 {hours} 小时后就删除了。请回复另一幅，或者重新发照片。",
    button_gone="那张图片已经不在了：我会在 {hours} 小时后，或者你按“删除”、发 /forget 时删除图片。请再发一次。",
    button_old="这个按钮已经不能用了。请再发一次命令。",
    card_changed="下一张：{changes}。按“{button}”。",
    as_far_as_it_goes="已经是这样了。",
    another_style_offer="同一张照片，换成哪种风格？",
    button_another_style="换个风格",
    button_weaker="淡一点",
    button_stronger="浓一点",
    button_my_colors="用我的颜色",
    button_large="大图",
    button_large_sure="画大图，{left}",
    button_protect_faces="保护人脸",
    button_paint_faces="人脸也画",
    button_more="更多…",
    button_sure="是的，删除",
    button_cancel="停止",
    button_as_it_is="就这样发给我",
    button_paint="重画",
    button_strength="强度 {strength}",
    button_colors="颜色：{colors}",
    button_stroke="笔触：{stroke}",
    button_size="{size} 像素",
    button_swap="交换图片",
    button_mix="与照片混合",
    button_compare="前后对比",
    button_file="作为文件",
    button_save="收藏这种风格",
    button_film="作画过程",
    button_wipe="对比动画",
    button_sticker="贴纸",
    film="它是这样画出来的。",
    no_film="这一张我没有留下过程。按“重画”再画一张就有了。",
    no_film_of_photo="强度 0 就是原来的照片，没有作画的过程可以做成影片。",
    films_unavailable="安装我的时候没有带上影片功能，运行我的人可以加上。",
    button_undo="撤销",
    button_delete="删除",
    button_back="返回",
    compared="前后对比。",
    deleted="已删除。",
    not_deleted="Telegram 不让我再删除这张了。请按住图片自己删除。",
    # 代替按钮的话
    said_besides=(
        "吧,好吗,可以吗,请,帮我,但是,但,也,用,发个,发,再,来个,来张,来一个,来一张,做成,换成,改成,变成,画成,我要,要,一个,一张,风格,一些"
    ),
    said_of_verdicts="这张,这幅,真的",
    said_again="再来一张,再画一张,再画一次,再画一遍,再画,重新画,重来",
    said_cancel="停,停下,停下来,取消,别画了,不画了,不要画了",
    said_stronger="强一点,强一些,更浓,更浓一点,更强,更强一点,浓,太淡,太淡了",
    said_weaker="弱一点,弱一些,更淡,更淡一点,更弱,更弱一点,淡,太浓,太浓了,更像照片",
    said_my_colors="保留颜色,保留原色,原来的颜色,我的颜色",
    said_another_style="别的风格,另一种,换一种,别的",
    said_large="大一点,更大,放大,大",
    said_file="原图,文件,高清",
    said_film="视频,影片,过程",
    said_thanks=(
        "谢谢,谢谢你,谢谢啦,多谢,感谢,太好了,太美了,好看,真好看,漂亮,真漂亮,好漂亮,真棒,好棒,太棒了,很好,真好,好美,真美,不错,"
        "很不错,厉害,真厉害,太厉害了,赞,完美,喜欢,我喜欢,很喜欢,哇,10/10,100/100"
    ),
    said_styles="彩色玻璃=glass,波浪=wave,浮世绘=wave",
    # In chats where the bot is no member
    guest_how="回复一张照片并@我，我就画它。可以加上风格名，例如“{example}”，或者 0 到 100 的强度。",
    guest_no_storage="我还不能在这里发图片：请运行我的人把 STORAGE_CHAT 设为一个我能发消息的聊天的 ID。",
    guest_no_room="我现在腾不出手再画你的图片。请过几分钟再@我。",
    guest_nobody_paints="作画的程序现在不在线。图片已经排上队，程序一上线就会画。",
    guest_cannot_paint="图片已经排上队，但我现在画不了：作画的程序启动不了。运行我的人可以在日志里看到原因。",
    guest_failed="这一张我没画成。再@我一次可以重试；如果还不行，换张照片试试。",
    guest_not_fetched="我没能从 Telegram 取到{which}。再@我一次可以重试。",
    guest_style_unknown="我没有叫“{got}”的风格。我有：{names}。",
    guest_gone="那张图片已经不在了：我不会长期保存。请再回复一次那张照片并@我。",
    guest_not_yours="这幅画是别人的。想要自己的，就回复一张照片并@我。",
    guest_more="再来一张？回复那张照片：@{username} {style}，或者 @{username} 强度 {strength}",
    # Everything else
    about_seconds="约 {count} 秒",
    about_minutes="约 {count} 分钟",
    not_served="抱歉，我只对特定的人开放。请让运行我的人把你加进来；你的 ID 是 {id}。",
    went_wrong="我这边出了点问题。请再发一次；/status 看看你的画画到哪一步了。",
    store_down="我现在没法保存任何内容。请过一分钟再发一次。",
    store_down_picture="我现在没法保存任何内容。一能保存就接着处理你的图片；要是一直没有动静，请再发一次。",
    not_begun="我正在关闭，这个还没有开始处理。请过几分钟再发一次。",
    not_finished="我正在关闭，这个还没有处理完。过几分钟要是还没有结果，请再发一次。",
    # The command menu and the profile
    command_go="画你发来的图片",
    command_strength="风格有多强，0 到 100",
    command_blend="每种风格各占多少",
    command_again="再来一张，略有不同",
    command_status="看看画到哪一步了",
    command_cancel="停下来",
    command_content="用它回复要画的照片",
    command_style="用它回复你喜欢的风格的图片，或者写上我自带风格的名字",
    command_styles="我自带的图片",
    command_demo="画它所回复的照片，或者画我自己的一幅风景",
    command_settings="你的设置，以及是谁设的",
    command_reset="设置恢复到最初，语言除外",
    command_size="结果的大小",
    command_quick="用一半时间画，没那么细",
    command_limits="这个群最多画多少张",
    command_recipe="已发表的画法，需要更长时间",
    command_help="我会的一切",
    command_language="我用哪种语言和你说话",
    command_about="我是谁，用什么来画",
    command_privacy="我保存什么，保存多久",
    command_forget="删除我保存的你的一切",
    profile=(
        "先发一张照片，再发一张你喜欢的风格的图片：我用那种风格来画照片。"
        "/strength 决定风格有多强，/blend 混合几种风格。"
    ),
    profile_short="我用另一张图片的风格来画你的照片。",
    # 等着画的
    styles_now="现在有 {count} 种风格：{names}。",
    style_sent="图片 {number}",
    draft_holds="等着画——照片：{photo}；风格：{styles}。",
    photo_there="有了",
    none_yet="还没有",
    cleared="清空了，没有等着画的图片。{begin}",
    cleared_but_line="清空了，只剩在排队、会自动开始的 {count} 张。/cancel 停下它们，也停下我正在这里给你画的。",
    button_only="只要{name}",
    button_clear="清空",
    forget_sure="要删除你在所有聊天里的图片、画和设置吗？删除后无法恢复。",
    forget_not="什么都没有删除。",
    forget_not_yours="这是在问别人。要删除你自己的，请发 /forget。",
    button_forget="是的，全部删除",
    button_keep="保留",
    command_clear="清空等着画的图片",
    # 收藏的风格
    saved_as="已收藏为“{name}”。想换个名字就回复这条消息；发 /style {name} 就用它来画。",
    saved_name="我的{number}",
    saved_offer="你收藏的风格。按哪个就用哪种风格。",
    saved_full="你已经收藏了 {count} 种风格，不能再多了。请先在 /styles 里删除一种。",
    saved_deleted="“{name}”已删除。",
    save_what="哪种风格？用 /save 回复我的一幅画或任何一张图片，后面可以写上名字。",
    save_one="这幅画有好几种风格。请用 /save 回复你要的那一张。",
    rename_ask="“{name}”要改成什么名字？用新名字回复这条消息。",
    name_taken="你已经有一种叫“{name}”的风格了。请换个名字回复。",
    style_gone="这种风格已经不在了。请在 /styles 里另选一种。",
    style_earlier="你的图片",
    button_saved="改名或删除",
    button_rename="给{name}改名",
    button_drop="删除{name}",
    command_save="收藏一种风格，起个名字",
    # 先画几张小的来选
    tries_started="先画三张小的，你来选……",
    tries_offer="这几张画得小而快，依次是下面几种。按一个，我就画成大的。",
    tries_offer_one="这张画得小而快：{name}。按一下，我就画成大的。",
    tries_which="这几张的风格各不相同。请用 /try 回复你要的那一张，或者按一个画成大的。",
    button_tries="试试强度",
    button_surprise="给我惊喜",
    command_try="先画三张小的来选：强度 30、60、90",
    command_surprise="用我的三种风格各画一张小的",
    # 发来的图片
    same_pictures="两张图片是一样的，所以画出来会和照片差不多。换一种风格会更明显。",
)
