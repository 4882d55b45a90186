package dev.backchannel.standalone.demo.check;

import dev.backchannel.policy.style.StyleValue;
import java.util.Optional;

/** Sees one dimension of an answer's style; empty where neither of its values shows clearly. */
@FunctionalInterface
interface StyleCheck {
    Optional<StyleValue> observe(AnswerText answer);
}
