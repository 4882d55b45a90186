package dev.backchannel.standalone.bench.followups;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.recorded.Halves;
import dev.backchannel.standalone.bench.recorded.RatedSet;
import dev.backchannel.standalone.bench.recorded.RecordedConversations;
import dev.backchannel.standalone.bench.reward.RewardOptions;
import dev.backchannel.standalone.bench.reward.RewardSource;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.Lexicon;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench follow-ups}: what follow-ups say about answers, held against what people thought of those answers. */
@Command(
        name = "follow-ups",
        description = "Precision, recall and coverage of each class of follow-up on recorded conversations with rated"
                + " answers, for the rules, the follow-up likelihood reward, and both.")
public final class FollowUpsBench implements Callable<Integer> {
    private static final String RULES = "rules";
    private static final int TELL_EVERY = 100;

    @Mixin
    BenchOutput output = new BenchOutput();

    @Mixin
    RewardOptions rewards = new RewardOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The folder with the recorded conversations.")
    Path data;

    @Option(names = "--rules-only", description = "Leave the reward out: no model is run.")
    boolean rulesOnly;

    @Option(
            names = "--threshold",
            paramLabel = "Z",
            description = "|z| above which the reward alone claims something (default: as the streams have it, 1.5).")
    double threshold = MiningRules.standard().scoreThreshold();

    @Option(names = "--show", description = "Print every follow-up that the rules read, with what it was held to.")
    boolean show;

    @Override
    public Integer call() {
        List<RatedSet> sets = new RecordedConversations(data)
                .all().stream()
                        .flatMap(set -> set.name().equals("conture") ? Halves.of(set).stream() : Stream.of(set))
                        .toList();
        Map<String, Judge> judges = new LinkedHashMap<>();
        judges.put(RULES, new RulesJudge(new FollowUpClassifier(Lexicon.english())));
        if (rulesOnly) {
            output.print(measured(sets, judges));
            return 0;
        }
        try (RewardSource reward = rewards.open()) {
            reward.onProgress(count -> {
                if (count % TELL_EVERY == 0) {
                    output.progress(count + " answers scored …");
                }
            });
            Judge flr = new RewardJudge(reward::of, threshold);
            judges.put("flr", flr);
            judges.put("both", new FirstToSpeak(judges.get(RULES), flr));
            output.print(
                    measured(sets, judges).put("reward", reward.description()).put("threshold", threshold));
        }
        return 0;
    }

    private BenchResult measured(List<RatedSet> sets, Map<String, Judge> judges) {
        BenchResult result = new BenchResult("follow-ups");
        for (RatedSet set : sets) {
            List<Exchange> exchanges = Exchange.of(set);
            ObjectNode figures = result.object();
            SetSummary.of(set, exchanges).tell(output, figures);
            judges.forEach((name, judge) -> {
                List<Judged> judged = Judged.by(judge, exchanges);
                JudgeFigures of = JudgeFigures.of(name, judged);
                output.table(of.table());
                ObjectNode classes = figures.putObject(name);
                of.classes().forEach(c -> c.into(classes.putObject(c.name())));
                if (show && name.equals(RULES)) {
                    judged.forEach(one -> output.table(one.line()));
                }
            });
            result.putQuietly(set.name(), figures);
        }
        return result;
    }
}
