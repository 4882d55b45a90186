package dev.backchannel.learner.gate;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** No kind of canary may drift towards what it warns of. */
final class CanaryCheck {
    private final double largest;

    CanaryCheck(double largest) {
        this.largest = largest;
    }

    /** @param drift by kind, nats per token */
    Finding check(Map<String, Double> drift) {
        Map<String, Double> figures = new TreeMap<>();
        StringBuilder found = new StringBuilder();
        boolean holds = true;
        for (Map.Entry<String, Double> kind : drift.entrySet()) {
            double moved = kind.getValue();
            holds &= moved <= largest; // false for NaN
            figures.put("canary." + kind.getKey(), moved);
            found.append(found.length() == 0 ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%s %+.4f", kind.getKey(), moved));
        }
        return Finding.of(
                holds,
                String.format(
                        Locale.ROOT, "canaries: drift %s nats per token from the base (at most %.2f)", found, largest),
                figures);
    }
}
