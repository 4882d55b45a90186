package dev.backchannel.streams.ledger;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What reasons are counted under. Reasons are written for people and name ids and figures; their kind is what stands before
 * the first colon, and before the first word that is no plain word.
 */
final class ReasonKind {
    private static final Pattern PLAIN = Pattern.compile("^(?:[A-Za-z_#'-]+[ ,;]?)+(?=$|[:.\\s])");
    private static final int LONGEST = 60;
    private static final int MOST = 40;
    private static final String OTHERS = "others";

    private ReasonKind() {}

    static String of(String reason) {
        int colon = reason.indexOf(':');
        String head = colon < 0 ? reason : reason.substring(0, colon);
        Matcher plain = PLAIN.matcher(head.length() > LONGEST ? head.substring(0, LONGEST) : head);
        return plain.find() ? plain.group().replaceAll("[ ,;]+$", "") : OTHERS;
    }

    /** The largest few; whoever writes to a topic chooses the reasons that stand there. */
    static SortedMap<String, Long> most(Map<String, Long> counts) {
        SortedMap<String, Long> most = new TreeMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> most.merge(most.size() < MOST ? e.getKey() : OTHERS, e.getValue(), Long::sum));
        return most;
    }
}
