package dev.backchannel.standalone.bench.followups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The figures of one judge on one source: both claims as a whole first, then each kind. */
record JudgeFigures(String judge, List<ClassFigures> classes) {
    static JudgeFigures of(String judge, List<Judged> all) {
        List<ClassFigures> classes = new ArrayList<>();
        classes.add(whole("positive", Claim.GOOD, all));
        classes.add(whole("negative", Claim.BAD, all));
        TreeSet<String> kinds = new TreeSet<>();
        all.forEach(judged -> kinds.add(judged.judgement().kind()));
        kinds.removeAll(List.of("positive", "negative"));
        for (String kind : kinds) {
            Claim claim = all.stream()
                    .filter(judged -> judged.judgement().kind().equals(kind))
                    .findFirst()
                    .orElseThrow()
                    .judgement()
                    .claim();
            classes.add(ClassFigures.of(
                    kind, claim, all, judged -> judged.judgement().kind().equals(kind)));
        }
        return new JudgeFigures(judge, classes);
    }

    String table() {
        StringBuilder table = new StringBuilder("  %-6s %-14s %5s  %-18s %-18s %-18s %-18s %s%n"
                .formatted("judge", "class", "n", "coverage", "precision", "recall", "bad answers", "middling"));
        for (ClassFigures figures : classes) {
            table.append(String.format(
                    Locale.ROOT,
                    "  %-6s %-14s %5d  %-18s %-18s %-18s %-18s %d%n",
                    judge,
                    figures.name(),
                    figures.bad().cases(),
                    figures.coverage().text(),
                    figures.precision().text(),
                    figures.recall().text(),
                    figures.bad().text(),
                    figures.middling()));
        }
        return table.toString();
    }

    private static ClassFigures whole(String name, Claim claim, List<Judged> all) {
        return ClassFigures.of(name, claim, all, judged -> judged.judgement().claim() == claim);
    }
}
