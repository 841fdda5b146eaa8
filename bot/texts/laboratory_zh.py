"""The sentences about experiments in Chinese."""

from __future__ import annotations

LABORATORY = {
    "dream_started": "我让我的网络在里面做个梦……",
    "texture_started": "我只画这种风格本身，不用照片……",
    "neurons_started": "我来找能让网络里的神经元兴奋的图案……",
    "layers_started": "我一层一层地看它……",
    "takes_minutes": "{said}大约需要 {minutes} 分钟。",
    "takes_minutes_later": "{said}开始后大约需要 {minutes} 分钟。",
    "of_own_scene": "{said}这是我自己画的一个场景：用 /{command} 回复一张照片，我就用那张。",
    "looking": "进行中\n{bar} {percent} %\n{left}",
    "dream_shown": "这是我的网络在里面梦见的。",
    "dream_of_layer": "这是 {layer} 层在里面梦见的。",
    "dream_of_neuron": "这是 {layer} 层第 {neuron} 号神经元在里面梦见的。",
    "texture_shown": "只有风格，没有照片。",
    "neurons_of_layer": (
        "能让 {layer} 层的这些神经元兴奋的图案，逐行编号：{neurons}。放大看其中一个：/neurons {layer} {first}"
    ),
    "neurons_of_all": "能让我的网络的神经元兴奋的图案，从边缘到形状，每层一行：{layers}。",
    "neuron_shown": "能让 {layer} 层第 {neuron} 号神经元兴奋的图案。",
    "layers_shown": "我的网络在里面看到的，一层一层：{layers}。每个小图是一个神经元，亮处表示它在那里有反应。",
    "layer_unknown": "我的网络没有“{got}”这一层。它有：{layers}。例如发 /{command} {example}。",
    "neuron_unknown": "{layer} 层有 {count} 个神经元，编号 0 到 {last}，没有“{got}”。",
    "neuron_needs_layer": "哪一层的神经元？例如发 /{command} {example} {neuron}。",
    "layers_there": "有这些层：{layers}。",
    "failed_experiment": (
        "我的网络没有这样的层或神经元，或者图片太小，用不了这么深的层。"
        "单发 /neurons 可以看看它有哪些，用 /size 可以把图片画大。"
    ),
    "point_at_texture": (
        "哪张图片的风格？用 /texture 回复它，或者发图片时在下面写上 /texture。也可以用我的：例如发 /texture {example}。"
    ),
    "which_layer": "哪一层？",
    "film_dreamt": "梦是这样一步步做出来的。",
    "film_grown": "它是这样一步步长出来的。",
    "steps_none": "这一张我没有留下步骤。梦、只画风格的图和单个神经元的图才有，例如发 /neurons {example} 7。",
    "button_deeper": "更深",
    "button_another_layer": "换一层",
    "button_other_neurons": "换些神经元",
    "button_once_more": "再来一次",
    "button_dream": "在里面做梦",
    "button_neurons": "什么让神经元兴奋",
    "said_deeper": "再深,深一点,更深一点,继续,继续做梦",
    "said_another_layer": "另一层,别的层,下一层",
    "command_dream": "我的网络在照片里梦见什么",
    "command_texture": "只要风格，不要照片",
    "command_neurons": "什么图案让我的神经元兴奋",
    "command_layers": "我的网络在照片里看到什么",
    "frame": "第 {number} 步，共 {count} 步",
    "frames_nothing": "还没有可以展示步骤的画。{begin}",
    "frames_gone": "这一张没有保存步骤：步骤和画存在一起，画删了就没有了。",
    "frames_still_painting": "这一张还没画完。画好后再发一次 /frames。",
    "command_frames": "上一幅画是怎样一步步画成的",
    "plain_blank": "空白",
    "plain_black": "黑色",
    "plain_needs_recipe": "画法“{name}”不能用单色图片作风格。这些画法可以：{recipes}。用 /recipe 选择。",
}
