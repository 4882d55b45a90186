package dev.backchannel.streams.operation;

import dev.backchannel.avro.DeadLetter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which dead letters a redrive is about: those that meet every condition given.
 *
 * @param reasonContains stands in the letter's reason, in any case
 * @param origin full name of the topic that the record stood on
 * @param event event_id of the record, if it could be read
 * @param tenant of the record, if it could be read
 * @param all no condition is wanted
 */
public record Selection(
        Optional<String> reasonContains,
        Optional<String> origin,
        Optional<String> event,
        Optional<String> tenant,
        boolean all) {
    private static final String REASON_CONTAINS = "reason-contains";
    private static final String ORIGIN = "origin";
    private static final String EVENT = "event";
    private static final String TENANT = "tenant";
    private static final String ALL = "all";

    /** @throws IllegalArgumentException if there is no condition, and all are not asked for, or both */
    public Selection {
        boolean some = reasonContains.isPresent() || origin.isPresent() || event.isPresent() || tenant.isPresent();
        if (some == all) {
            throw new IllegalArgumentException(
                    "say which letters: --reason-contains, --origin, --event or --tenant, or --all, but not both");
        }
    }

    /** Of any tenant. */
    public Selection(Optional<String> reasonContains, Optional<String> origin, Optional<String> event, boolean all) {
        this(reasonContains, origin, event, Optional.empty(), all);
    }

    /** @throws IllegalArgumentException as the constructor does */
    public static Selection of(Map<String, String> arguments) {
        return new Selection(
                Optional.ofNullable(arguments.get(REASON_CONTAINS)),
                Optional.ofNullable(arguments.get(ORIGIN)),
                Optional.ofNullable(arguments.get(EVENT)),
                Optional.ofNullable(arguments.get(TENANT)),
                Boolean.parseBoolean(arguments.get(ALL)));
    }

    public Map<String, String> arguments() {
        Map<String, String> arguments = new TreeMap<>();
        reasonContains.ifPresent(text -> arguments.put(REASON_CONTAINS, text));
        origin.ifPresent(topic -> arguments.put(ORIGIN, topic));
        event.ifPresent(id -> arguments.put(EVENT, id));
        tenant.ifPresent(name -> arguments.put(TENANT, name));
        if (all) {
            arguments.put(ALL, "true");
        }
        return arguments;
    }

    public boolean matches(DeadLetter letter) {
        return reasonContains
                        .filter(text ->
                                !letter.getReason().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                        .isEmpty()
                && origin.filter(topic -> !topic.equals(letter.getOriginTopic()))
                        .isEmpty()
                && event.filter(id -> !id.equals(letter.getEventId())).isEmpty()
                && tenant.filter(name -> !name.equals(letter.getTenant())).isEmpty();
    }
}
