package dev.backchannel.standalone.demo.screen;

import dev.backchannel.standalone.demo.DemoReport;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.ExamResult.Graded;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the demo leaves on the screen: a table, three answers before and after, and a verdict. */
public final class ClosingPage {
    private static final int EXAMPLES = 3;
    private static final int WIDTH = 76;

    private final Screen screen;

    public ClosingPage(Screen screen) {
        this.screen = screen;
    }

    public void print(DemoReport report) {
        table(report);
        facts(report);
        examples(report.before().answers(), report.after().answers());
        screen.say("");
        screen.say(
                report.shortfalls().isEmpty()
                        ? "The loop closed."
                        : "The loop did not close: " + String.join("; ", report.shortfalls()));
    }

    private void table(DemoReport report) {
        ExamResult before = report.before();
        ExamResult after = report.after();
        screen.say("");
        row("", "before", "after");
        row(
                "satisfied, of %d held-out questions".formatted(before.answers().size()),
                share(before.satisfaction()),
                share(after.satisfaction()));
        row(
                "  the best that one policy can reach",
                "",
                share(report.population().ceiling()));
        row("on topic", share(before.onTopic()), share(after.onTopic()));
        row("complete", share(before.complete()), share(after.complete()));
        screen.say("");
    }

    private void facts(DemoReport report) {
        fact("events accepted", "%,d", report.counts().events());
        fact(
                "preferences mined",
                "%,d pairs, %,d labels",
                report.counts().pairs(),
                report.counts().labels());
        fact("learning steps", "%,d", report.counts().steps());
        fact(
                "checkpoints",
                "%,d committed, %,d seen in answers",
                report.counts().committed(),
                report.counts().served());
        fact(
                "feedback to served",
                "p50 %.1f s, p95 %.1f s",
                report.latency().p50() / 1e3,
                report.latency().p95() / 1e3);
        fact("failed requests", "%,d", report.failed());
        fact("ledger", report.audit().balanced() ? "balanced" : "NOT balanced");
    }

    /** Those first whose users were pleased only afterwards. */
    private void examples(List<Graded> before, List<Graded> after) {
        Comparator<Integer> telling =
                Comparator.comparing(i -> after.get(i).judgement().satisfied()
                        && !before.get(i).judgement().satisfied());
        IntStream.range(0, after.size())
                .boxed()
                .sorted(telling.reversed())
                .limit(EXAMPLES)
                .forEach(i -> example(before.get(i), after.get(i)));
    }

    private void example(Graded before, Graded after) {
        screen.say("");
        paragraph("asked   ", before.question().request().text());
        paragraph("wishes  ", before.question().user().wishes().sentence());
        paragraph("before  ", before.answer());
        paragraph("after   ", after.answer());
    }

    /** Wrapped, with its lines kept, beside its label. */
    private void paragraph(String label, String text) {
        String indent = " ".repeat(label.length());
        StringBuilder line = new StringBuilder(label);
        for (String row : text.split("\n", -1)) {
            for (String word : row.split(" ", -1)) {
                if (line.length() + word.length() > WIDTH) {
                    screen.say("  " + line.toString().stripTrailing());
                    line = new StringBuilder(indent);
                }
                line.append(word).append(' ');
            }
            screen.say("  " + line.toString().stripTrailing());
            line = new StringBuilder(indent);
        }
    }

    private void row(String label, String before, String after) {
        screen.say("  %-40s %8s %8s".formatted(label, before, after));
    }

    private void fact(String label, String format, Object... figures) {
        screen.say("  %-20s %s".formatted(label, String.format(Locale.ROOT, format, figures)));
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
