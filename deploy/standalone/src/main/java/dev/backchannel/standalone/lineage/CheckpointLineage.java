package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Preference;
import dev.backchannel.streams.ledger.CommittedSteps.Committed;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint was made of.
 *
 * @param served whether it is on the lineage that is served: the head or one of its ancestors
 * @param shadow learned in shadow: no server offers it
 * @param anchor the reference policy its step was measured against
 * @param deleted retention has deleted its record; the rest is known from learner-steps
 * @param verdict of the gate, with its reasons
 * @param parents the nearest ancestors, nearest first
 * @param ancestors how many there are, as far as the log knows
 * @param fresh preferences that taught for the first time, in the order of the step
 * @param replayed preferences drawn from the reservoir, in the order of the step
 * @param events evidence of {@code fresh}
 */
record CheckpointLineage(
        String checkpointId,
        @Nullable String parentId,
        long step,
        String cause,
        boolean served,
        boolean head,
        boolean shadow,
        @Nullable String anchor,
        boolean deleted,
        @Nullable String createdAt,
        @Nullable String baseDigest,
        @Nullable String verdict,
        @Nullable List<String> reasons,
        List<Ancestor> parents,
        int ancestors,
        List<LessonView> fresh,
        List<LessonView> replayed,
        List<String> events,
        List<String> users,
        List<String> conversations) {
    private static final int SHORT_CHAIN = 10;

    record Ancestor(String checkpointId, long step, String verdict) {}

    static CheckpointLineage read(LogReader reader, Topics topics, LineageQuestion question) {
        History history = History.read(reader, topics);
        String id = history.resolve(question.id());
        List<Committed> steps = history.steps(id);
        Set<String> wanted = new HashSet<>();
        steps.forEach(s -> wanted.addAll(s.step().getPreferenceIds()));
        Map<String, Preference> preferences =
                History.preferences(reader, topics, p -> wanted.contains(p.getPreferenceId()) && question.mayTell(p));
        return of(history, id, steps, new Views(preferences, question.tenant().isPresent()));
    }

    private static CheckpointLineage of(History history, String id, List<Committed> steps, Views views) {
        Checkpoint record = history.record(id).orElse(null);
        List<LessonView> fresh = views.of(steps.stream().flatMap(s -> s.fresh().stream()));
        List<LessonView> replayed = views.of(steps.stream().flatMap(s -> s.step().getReplayed().stream()));
        List<Ancestor> chain = chain(history, id);
        Committed last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        return new CheckpointLineage(
                id,
                history.parent(id),
                record != null
                        ? record.getStep()
                        : Objects.requireNonNull(last).step().getStep(),
                last == null ? "first" : last.step().getCause(),
                history.servedAt(id).isPresent() && !history.isShadow(id),
                id.equals(history.head()),
                record != null && record.getShadow(),
                record == null ? null : record.getAnchor() == null ? "base" : record.getAnchor(),
                record == null,
                record == null ? null : record.getCreatedAt().toString(),
                record == null ? null : record.getBaseDigest(),
                record == null ? null : record.getGate().getVerdict().name(),
                record == null ? null : record.getGate().getReasons(),
                chain.stream().limit(SHORT_CHAIN).toList(),
                chain.size(),
                fresh,
                replayed,
                distinct(fresh.stream().flatMap(l -> l.evidence().stream())),
                distinct(fresh.stream().map(LessonView::userId)),
                distinct(fresh.stream().map(LessonView::conversationId)));
    }

    private static List<Ancestor> chain(History history, String id) {
        List<Ancestor> chain = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String at = history.parent(id); at != null && seen.add(at); at = history.parent(at)) {
            List<Committed> steps = history.steps(at);
            long step = history.record(at)
                    .map(Checkpoint::getStep)
                    .orElseGet(() -> steps.isEmpty()
                            ? -1
                            : steps.get(steps.size() - 1).step().getStep());
            String verdict =
                    history.record(at).map(c -> c.getGate().getVerdict().name()).orElse("DELETED");
            chain.add(new Ancestor(at, step, verdict));
        }
        return chain;
    }

    /** @param onlyKnown what is not known may be another tenant's */
    private record Views(Map<String, Preference> known, boolean onlyKnown) {
        List<LessonView> of(Stream<String> ids) {
            return ids.filter(id -> !onlyKnown || known.containsKey(id))
                    .map(id -> known.containsKey(id) ? LessonView.of(known.get(id)) : LessonView.deleted(id))
                    .toList();
        }
    }

    private static List<String> distinct(Stream<String> values) {
        return values.filter(Objects::nonNull).distinct().toList();
    }
}
