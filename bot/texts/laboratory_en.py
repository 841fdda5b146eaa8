"""The sentences about experiments in English."""

from __future__ import annotations

LABORATORY = {
    "dream_started": "I let my network dream into it…",
    "texture_started": "I paint the style alone, without any photo…",
    "neurons_started": "I look for pictures that excite neurons of my network…",
    "layers_started": "I look at it layer by layer…",
    "takes_minutes": "{said} That takes about {minutes} min.",
    "takes_minutes_later": "{said} Once begun, it takes about {minutes} min.",
    "of_own_scene": "{said} It is a scene of my own: reply /{command} to a photo, and I take that.",
    "looking": "At work\n{bar} {percent} %\n{left}",
    "dream_shown": "What my network dreams into it.",
    "dream_of_layer": "What the layer {layer} dreams into it.",
    "dream_of_neuron": "What neuron {neuron} of the layer {layer} dreams into it.",
    "texture_shown": "The style alone, without any photo.",
    "neurons_of_layer": (
        "What excites neurons of the layer {layer}, row by row: {neurons}. One of them large: /neurons {layer} {first}"
    ),
    "neurons_of_all": "What excites neurons of my network, from edges to shapes, a row for each layer: {layers}.",
    "neuron_shown": "What excites neuron {neuron} of the layer {layer}.",
    "layers_shown": (
        "What my network sees in it, layer by layer: {layers}. Each little picture is one neuron; it is bright where "
        "the neuron answers."
    ),
    "layer_unknown": "My network has no layer “{got}”. It has {layers}. Say for example /{command} {example}.",
    "neuron_unknown": "The layer {layer} has {count} neurons, 0 to {last}, and “{got}” is none of them.",
    "neuron_needs_layer": "Which layer's neuron? Say for example /{command} {example} {neuron}.",
    "layers_there": "There are {layers}.",
    "failed_experiment": (
        "My network has no such layer or neuron, or the layer is too deep for so small a picture. /neurons alone shows "
        "some that it has, /size makes pictures larger."
    ),
    "point_at_texture": (
        "Of which picture? Reply /texture to it, or send it with /texture written under it. One of mine will do, too: "
        "say /texture {example}."
    ),
    "which_layer": "Which layer?",
    "film_dreamt": "How it was dreamt.",
    "film_grown": "How it grew.",
    "steps_none": (
        "I have no steps of that one. Dreams, textures and single neurons come with them: say for example "
        "/neurons {example} 7."
    ),
    "button_deeper": "Deeper",
    "button_another_layer": "Another layer",
    "button_other_neurons": "Other neurons",
    "button_once_more": "Once more",
    "button_dream": "Dream into it",
    "button_neurons": "What excites neurons",
    "said_deeper": "dream on,dream deeper,further,go on",
    "said_another_layer": "other layer,a different layer,different layer,next layer",
    "command_dream": "What my network dreams into a photo",
    "command_texture": "A style alone, without any photo",
    "command_neurons": "What excites my network's neurons",
    "command_layers": "What my network sees in a photo",
    "frame": "Step {number} of {count}",
    "frames_nothing": "There is no painting of yours yet whose steps I could show. {begin}",
    "frames_gone": "There are no steps of that one: I keep them with a painting, as long as I keep the painting.",
    "frames_still_painting": "I am still at that one. When the picture is here, send /frames once more.",
    "command_frames": "The way to your last painting, step by step",
    "plain_blank": "blank",
    "plain_black": "black",
    "plain_needs_recipe": (
        "The recipe “{name}” takes no style of one colour. These do: {recipes}. Choose one with /recipe."
    ),
}
