package dev.backchannel.standalone.bench.followups;

import dev.backchannel.streams.followup.FollowUpClass;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.FollowUpReading;
import java.util.List;
import java.util.Locale;

/** The rules as the streams use them. */
final class RulesJudge implements Judge {
    private final FollowUpClassifier classifier;

    RulesJudge(FollowUpClassifier classifier) {
        this.classifier = classifier;
    }

    @Override
    public List<Judgement> judge(List<Exchange> exchanges) {
        return exchanges.stream().map(this::judge).toList();
    }

    private Judgement judge(Exchange exchange) {
        FollowUpReading reading = classifier.read(
                exchange.followUp(),
                exchange.answer().question(),
                exchange.answer().answer());
        FollowUpClass read = reading.followUpClass();
        Claim claim = read == FollowUpClass.POSITIVE ? Claim.GOOD : read.isNegative() ? Claim.BAD : Claim.NOTHING;
        return new Judgement(claim, read.name().toLowerCase(Locale.ROOT), reading.cue());
    }
}
