package dev.backchannel.standalone.bench.flr;

import dev.backchannel.policy.flr.AnswerReward;
import dev.backchannel.policy.pretrain.FlrEvaluation;
import dev.backchannel.standalone.bench.measure.Auc;
import java.util.ArrayList;
import java.util.List;

/** The seed policy's domain: answers that fit against answers that miss, to requests in words that it never saw. */
record OwnDomain(Auc all, Auc topic, Auc style) {
    static OwnDomain measure(AnswerReward reward, int requests, long seed) {
        List<FlrEvaluation.Case> cases = new FlrEvaluation(reward, seed).cases(requests, true);
        return new OwnDomain(
                area(cases),
                area(cases.stream().filter(c -> !c.missesStyle()).toList()),
                area(cases.stream().filter(FlrEvaluation.Case::missesStyle).toList()));
    }

    private static Auc area(List<FlrEvaluation.Case> cases) {
        List<Auc.Scored> scored = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            scored.add(new Auc.Scored("request " + i, cases.get(i).fitting(), true));
            scored.add(new Auc.Scored("request " + i, cases.get(i).missing(), false));
        }
        return Auc.of(scored);
    }
}
