package dev.backchannel.standalone.bench.followups;

import dev.backchannel.standalone.bench.recorded.Rating;
import java.util.ArrayList;
import java.util.List;

/** An exchange with its judgement. */
record Judged(Exchange exchange, Judgement judgement) {
    static List<Judged> by(Judge judge, List<Exchange> exchanges) {
        List<Judgement> judgements = judge.judge(exchanges);
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < exchanges.size(); i++) {
            judged.add(new Judged(exchanges.get(i), judgements.get(i)));
        }
        return judged;
    }

    /** For people who look at errors. */
    String line() {
        return "  %-8s %-13s %-24s %s | %s%n"
                .formatted(
                        rating(),
                        judgement.kind(),
                        "'" + judgement.reason() + "'",
                        start(exchange.answer().answer()),
                        start(exchange.followUp()));
    }

    private static String start(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 120 ? line : line.substring(0, 119) + "…";
    }

    String conversation() {
        return exchange.answer().conversation();
    }

    Rating rating() {
        return exchange.answer().rating();
    }

    /** Whether people said clearly what they thought of the answer. */
    boolean isRated() {
        return rating() == Rating.GOOD || rating() == Rating.BAD;
    }
}
