package dev.backchannel.standalone.bench.serving;

import dev.backchannel.standalone.bench.measure.HttpReply;
import dev.backchannel.standalone.bench.serving.BenchCheckpoints.Made;
import dev.backchannel.standalone.bench.serving.StreamLoad.StreamedAnswer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether each greedy answer is what the checkpoint that it names says offline: an answer of which a part came from another
 * one, or the wrong name, would differ.
 *
 * @param compared answers that were whole
 * @param different those that are not what their checkpoint says
 * @param checkpointsNamed by any answer
 * @param distinctReferences share of pairs of checkpoints that answer a question differently: what a mixture would show by
 * @param examples a line for each of the first few that differ
 */
record SameAnswers(
        long compared, long different, int checkpointsNamed, double distinctReferences, List<String> examples) {
    private static final int MOST_EXAMPLES = 5;

    static SameAnswers of(List<Made> checkpoints, List<StreamedAnswer> answers) {
        Map<String, Made> byId =
                checkpoints.stream().collect(Collectors.toMap(Made::id, Function.identity(), (a, b) -> a));
        Set<String> named = new HashSet<>();
        List<String> examples = new ArrayList<>();
        long compared = 0;
        long different = 0;
        for (StreamedAnswer answer : answers) {
            HttpReply reply = answer.reply();
            HttpReply.Streamed streamed = answer.streamed();
            if (reply == null || streamed == null || !streamed.finished()) {
                continue;
            }
            compared++;
            String id = reply.headers().getOrDefault(StreamLoad.CHECKPOINT, "");
            named.add(id);
            Made made = byId.get(id);
            String offline = made == null ? null : made.answers().get(answer.question());
            if (!streamed.text().equals(offline)) {
                different++;
                if (examples.size() < MOST_EXAMPLES) {
                    examples.add("named " + id + ", said \"" + streamed.text() + "\", offline \"" + offline + '"');
                }
            }
        }
        return new SameAnswers(compared, different, named.size(), distinct(checkpoints), examples);
    }

    private static double distinct(List<Made> checkpoints) {
        long pairs = 0;
        long distinct = 0;
        for (Made one : checkpoints) {
            for (Made other : checkpoints) {
                for (int q = 0;
                        !one.id().equals(other.id()) && q < one.answers().size();
                        q++) {
                    pairs++;
                    distinct += one.answers().get(q).equals(other.answers().get(q)) ? 0 : 1;
                }
            }
        }
        return pairs == 0 ? 0 : (double) distinct / pairs;
    }
}
