package dev.backchannel.standalone.bench.flr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.measure.Auc;
import dev.backchannel.standalone.bench.measure.Share;
import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import dev.backchannel.standalone.bench.recorded.RatedSet;
import dev.backchannel.standalone.bench.recorded.Rating;
import dev.backchannel.standalone.bench.recorded.RecordedConversations;
import dev.backchannel.standalone.bench.reward.RewardOptions;
import dev.backchannel.standalone.bench.reward.RewardSource;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench flr}: whether the follow-up likelihood reward tells good answers from bad ones. */
@Command(
        name = "flr",
        description =
                "AUC and ranking accuracy of the follow-up likelihood reward: on the seed policy's own domain, and"
                        + " on recorded conversations with rated answers.")
public final class FlrBench implements Callable<Integer> {
    private static final int TELL_EVERY = 100;

    @Mixin
    BenchOutput output = new BenchOutput();

    @Mixin
    RewardOptions rewards = new RewardOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder with the recorded conversations; without it only the own domain is measured.")
    @Nullable
    Path data;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many answers of each source, drawn by a hash of their conversations (default:"
                    + " ${DEFAULT-VALUE}).")
    int most;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "200",
            description = "Requests of the seed policy's own domain; 0 leaves it out, as a model of another language or"
                    + " domain wants (default: ${DEFAULT-VALUE}).")
    int requests;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of these requests (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--write",
            description =
                    "Record the AUC in the folder of --model, so that pairs are made by the reward where it is high"
                            + " enough (mining.least-auc): that of the rated answers in --data, the worst of several sets; without"
                            + " --data that of the own domain.")
    boolean write;

    @Override
    public Integer call() {
        if (most < 1 || requests < 0) {
            throw UserError.usage(
                    "--most is " + most + " and --requests " + requests + ", but must be at least 1 and at least 0");
        }
        if (write && (data == null ? requests : most) < RewardRecord.LEAST_CASES) {
            throw UserError.usage("--write needs at least " + RewardRecord.LEAST_CASES + " answers of each kind");
        }
        Path recorded = write ? rewards.folderToRecordIn() : null;
        RewardRecord record = new RewardRecord();
        List<RatedSet> sets = data == null ? List.of() : new RecordedConversations(data).all();
        try (RewardSource reward = rewards.open()) {
            BenchResult result = new BenchResult("flr").put("reward", reward.description());
            if (requests > 0) {
                ownDomain(reward, result, record);
            }
            reward.onProgress(count -> {
                if (count % TELL_EVERY == 0) {
                    output.progress(count + " answers scored …");
                }
            });
            sets.forEach(set -> recorded(set, reward, result, record));
            output.print(result);
        }
        if (recorded != null) {
            output.progress(record.write(recorded));
        }
        return 0;
    }

    private void ownDomain(RewardSource reward, BenchResult result, RewardRecord record) {
        output.progress("scoring the seed policy's own domain …");
        OwnDomain own = OwnDomain.measure(reward.reward(), requests, seed);
        output.table(("%nown domain: %d requests in held-out words, a fitting answer and one that misses to each%n"
                        + "  AUC %s; misses the topic %s; misses the style %s%n")
                .formatted(
                        requests,
                        own.all().text(),
                        own.topic().text(),
                        own.style().text()));
        if (data == null) {
            record.add("own domain", own.all());
        }
        ObjectNode figures = result.object();
        own.all().into(figures, "auc");
        own.topic().into(figures, "aucTopic");
        own.style().into(figures, "aucStyle");
        result.putQuietly("ownDomain", figures);
    }

    private void recorded(RatedSet set, RewardSource reward, BenchResult result, RewardRecord record) {
        List<RatedAnswer> answers = set.answers().stream()
                .filter(answer -> !answer.answer().isBlank())
                .filter(answer -> answer.rating() != Rating.UNKNOWN || answer.siblings() != null)
                .sorted(Comparator.comparingInt(answer -> spread(answer.conversation())))
                .limit(most)
                .toList();
        output.table("%n%s: %d answers; AUC of %s%n".formatted(set.name(), answers.size(), set.about()));
        ObjectNode figures = result.object().put("answers", answers.size());
        record.add(set.name(), measure("flr", answers, reward::of, figures.putObject("flr")));
        measure("length", answers, answer -> answer.answer().length(), figures.putObject("length"));
        result.putQuietly(set.name(), figures);
    }

    private Auc measure(
            String judge, List<RatedAnswer> answers, ToDoubleFunction<RatedAnswer> score, ObjectNode figures) {
        Auc auc = Auc.of(answers.stream()
                .filter(answer -> answer.rating() == Rating.GOOD || answer.rating() == Rating.BAD)
                .map(answer -> new Auc.Scored(
                        answer.conversation(), score.applyAsDouble(answer), answer.rating() == Rating.GOOD))
                .toList());
        Share siblings = Ranking.ofSiblings(answers, score);
        Share conversations = Ranking.ofConversations(answers, score);
        auc.into(figures, "auc");
        siblings.into(figures, "rankingOfSiblings");
        conversations.into(figures, "rankingInConversation");
        output.table("  %-6s AUC %s (%d good, %d bad); ranking of siblings %s (%d pairs); good over bad in one"
                        .formatted(judge, auc.text(), auc.good(), auc.bad(), siblings.text(), siblings.cases())
                + " conversation %s (%d pairs)%n".formatted(conversations.text(), conversations.cases()));
        return auc;
    }

    /** An order that has nothing to do with how the file was written. */
    private static int spread(String conversation) {
        return conversation.hashCode() * 0x9E3779B9;
    }
}
