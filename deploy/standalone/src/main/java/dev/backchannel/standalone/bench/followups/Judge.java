package dev.backchannel.standalone.bench.followups;

import java.util.List;

/** Reads all follow-ups of a source: the rules, the reward, or both. */
interface Judge {
    /** @return one judgement for each, in their order */
    List<Judgement> judge(List<Exchange> exchanges);
}
