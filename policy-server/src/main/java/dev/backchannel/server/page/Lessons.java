package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The latest preferences, each with what the learner made of it, in whatever order that is heard of. One thread. */
final class Lessons {
    private static final int COMMITS = 4_000;

    /** Covers the preferences from {@code from} on, up to its own offset, which is not one of them. */
    private record Commit(String checkpointId, long step, long from) {}

    private record Lesson(long offset, ObjectNode card) {}

    private final Map<String, Lesson> latest = new LinkedHashMap<>();
    private final NavigableMap<Long, Commit> commits = new TreeMap<>();
    private long consumed = -1;

    void preference(String id, long offset, ObjectNode card, Board board) {
        Lesson lesson = new Lesson(offset, card);
        latest.put(id, lesson);
        if (latest.size() > Part.PREFERENCES.limit()) {
            latest.remove(latest.keySet().iterator().next());
        }
        Map.Entry<Long, Commit> covering = commits.higherEntry(offset);
        if (covering != null) {
            learned(lesson, covering.getValue());
        }
        board.put(Part.PREFERENCES, id, card);
    }

    /** In the order of the topic: each covers what the one before it did not. */
    void checkpoint(Checkpoint checkpoint, Board board) {
        long until = checkpoint.getConsumedOffset();
        // Of the first one that is read nobody knows where it began.
        long from = consumed >= 0 ? consumed : checkpoint.getParentId() == null ? 0 : until;
        consumed = until;
        if (until <= from) {
            return;
        }
        Commit commit = new Commit(checkpoint.getCheckpointId(), checkpoint.getStep(), from);
        commits.put(until, commit);
        if (commits.size() > COMMITS) {
            commits.pollFirstEntry();
        }
        latest.forEach((id, lesson) -> {
            if (lesson.offset() < until && learned(lesson, commit)) {
                board.put(Part.PREFERENCES, id, lesson.card());
            }
        });
    }

    /** It ended without teaching. */
    void disposed(Disposition disposition, Board board) {
        String id = disposition.getPreferenceId();
        Lesson lesson = latest.get(id);
        if (id != null && lesson != null) {
            lesson.card()
                    .put("became", Cards.word(disposition.getOutcome()))
                    .put("because", Cards.clipped(disposition.getReason()));
            board.put(Part.PREFERENCES, id, lesson.card());
        }
    }

    private static boolean learned(Lesson lesson, Commit commit) {
        if (lesson.card().has("checkpoint") || lesson.offset() < commit.from()) {
            return false;
        }
        lesson.card().put("checkpoint", commit.checkpointId()).put("step", commit.step());
        return true;
    }
}
