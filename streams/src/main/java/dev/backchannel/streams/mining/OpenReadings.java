package dev.backchannel.streams.mining;

import dev.backchannel.streams.followup.FollowUpReading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the rules read the follow-ups that wait for the mining worker: if nothing comes of it, the turn's text need not be fetched
 * again. What is not here (after a restart, or too many wait) is read again, with the same result. One thread.
 */
final class OpenReadings {
    private static final int MOST = 4_096;

    private final Map<String, FollowUpReading> byTask = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FollowUpReading> eldest) {
            return size() > MOST;
        }
    };

    void asked(String taskId, FollowUpReading reading) {
        byTask.put(taskId, reading);
    }

    Optional<FollowUpReading> of(String taskId) {
        return Optional.ofNullable(byTask.get(taskId));
    }

    /** It is not asked for again, as a rule. */
    Optional<FollowUpReading> taken(String taskId) {
        return Optional.ofNullable(byTask.remove(taskId));
    }
}
