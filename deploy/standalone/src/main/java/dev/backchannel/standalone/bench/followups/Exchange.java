package dev.backchannel.standalone.bench.followups;

import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import dev.backchannel.standalone.bench.recorded.RatedSet;
import java.util.List;

/** A rated answer and one message that followed it. */
record Exchange(RatedAnswer answer, String followUp) {
    static List<Exchange> of(RatedSet set) {
        return set.answers().stream()
                .flatMap(answer -> answer.followUps().stream().map(followUp -> new Exchange(answer, followUp)))
                .toList();
    }
}
