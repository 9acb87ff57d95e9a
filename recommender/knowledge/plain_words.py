"""How clients are spoken to: claims that no page makes, one word for one thing, the long words that may stand.

Patterns are whole words, in capitals or not.
"""

from __future__ import annotations

from typing import Final

NEVER: Final = {
    "toxins?|detox\\w*": "nothing shows that massage washes anything out",
    "un-?pinch\\w*": "hands do not free a nerve",
    "(?:free|release|unlock)\\w* (?:a |the |your )?(?:trapped |pinched |stuck )?nerves?": "hands do not free a nerve",
    "leg lengths?": "massage changes no leg length",
    "(?:fix|correct|reset|realign|align|level)\\w* (?:your |the )?(?:pelvis|hips?|spine|posture|bones?)": (
        "hands put nothing back in its place"
    ),
    "cure[sd]?": "nobody is cured by a plan",
    "guarantee\\w*|definitely|certainly|proven|100 (?:%|per cent)": "nothing here is certain",
    "safe for|safe to touch|safer|(?:is|are) (?:perfectly |quite )?safe": "no page can know what is safe",
    "harmless|no risk": "no page can know that",
    "cleared|all[- ]clear|clear of": "no warning sign is not proof",
    "AI doctor": "this is no doctor",
}
"""Claims that no page makes, and why."""

INSTEAD: Final = {
    "sessions?": "visit",
    "(?<!doctor's )appointments?": "visit",
    "gliders?|flossing|mobili[sz]ations? of the nerve": "slide",
    "(?:cobra|sphinx)": "press up",
    "sciatic pain|radicular pain|radiculopathy": "leg pain",
    "pins and needles|paraesthesiae?|paresthesias?|prickling": "tingle",
    "anaesthetic|hypo(?:a|)esthesia|loss of sensation": "numb",
    "urine|urinat\\w*|pass(?:ing)? water|void\\w*|micturition|bladder": "pee",
    "faeces|feces|defecat\\w*|bowels?": "poo",
    "anus|rectum|perine\\w*|gluteal|glutes?": "bottom",
    "saddle area|saddle an(?:a|)esthesia|numb saddle": "between the legs",
    "(?<!no )clinicians?": "doctor or physio",
    "operations?": "surgery",
    "lumbar|sacral": "low back",
    "prone": "on your front",
    "supine": "on your back",
    "guarding": "held tight",
    "irritated|irritable|irritability": "sore, or flares easily",
    "chronic": "that has lasted",
    "acute": "new",
    "contraindicat\\w*": "left out",
    "analgesi\\w*": "painkiller",
    "symptoms? (?:relief|reduction)": "what eases",
    "commence|utili[sz]e|prior to|in order to": "a shorter word",
}
"""Other words for a thing, and the one that is written instead."""

LONG: Final = {
    "sciatica": "the name people come with",
    "exercise": "everybody's word",
    "physiotherapist": "the name of a trade; physio where it comes again",
    "activity": "the title of tips on keeping active",
    "maternity": "the name on the door",
    "diagnosis": "what this is not, in the word the law has for it",
    "tuberculosis": "the name of an illness, as people are told it",
    "coordinator": "the one to ask for on the phone",
}
"""Words of four syllables or more that may stand, and why."""

VERBS: Final = frozenset({
    "add", "bend", "breathe", "bring", "change", "choose", "close", "come", "do", "draw", "ease", "feel",
    "flatten", "get", "go", "help", "hold", "hug", "keep", "kneel", "lean", "let", "lie", "lift", "lower",
    "move", "point", "pull", "push", "put", "raise", "reach", "relax", "repeat", "rest", "rise", "rock", "roll",
    "round", "shift", "sit", "skip", "slide", "squeeze", "stand", "start", "stay", "step", "stop", "straighten",
    "take", "tighten", "tip", "tuck", "turn", "use", "walk",
})  # fmt: skip
"""How a step may begin."""
