package dev.backchannel.standalone.bench.followups;

import java.util.ArrayList;
import java.util.List;

/** The first judge's word where it has one, else the second's: rules before the reward, as the streams do it. */
record FirstToSpeak(Judge first, Judge second) implements Judge {
    @Override
    public List<Judgement> judge(List<Exchange> exchanges) {
        List<Judgement> firsts = first.judge(exchanges);
        List<Judgement> seconds = second.judge(exchanges);
        List<Judgement> spoken = new ArrayList<>();
        for (int i = 0; i < exchanges.size(); i++) {
            spoken.add(firsts.get(i).claim() == Claim.NOTHING ? seconds.get(i) : firsts.get(i));
        }
        return spoken;
    }
}
