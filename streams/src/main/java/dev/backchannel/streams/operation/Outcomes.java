package dev.backchannel.streams.operation;

import dev.backchannel.access.CommandRefusal;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one outcome of a command: who asked, why, what was before and what is now. */
public final class Outcomes {
    private static final String COMPONENT = "streams";

    private Outcomes() {}

    /** As people type it, e.g. {@code quarantine}. */
    public static String name(OperatorCommand command) {
        return command.getAction().name().toLowerCase(Locale.ROOT);
    }

    /** @param details more than who asked and why */
    public static OperatorEvent of(
            OperatorCommand command, boolean applied, String message, Map<String, String> details, Instant now) {
        Map<String, String> all = new TreeMap<>(details);
        all.put("issued_by", command.getIssuedBy());
        all.put("reason", command.getReason());
        if (command.getSignature() != null) {
            all.put("signed_by", command.getSignature().getKey());
        }
        return OperatorEvent.newBuilder()
                .setCommandId(command.getCommandId())
                .setKind(applied ? OperatorEventKind.APPLIED : OperatorEventKind.REJECTED)
                .setName(name(command))
                .setTarget(command.getTarget())
                .setComponent(COMPONENT)
                .setMessage(message)
                .setDetails(all)
                .setAt(now)
                .build();
    }

    /** The command does not count. */
    static OperatorEvent refused(OperatorCommand command, CommandRefusal refusal, Instant now) {
        String message = name(command) + " was refused: " + refusal.message();
        return OperatorEvent.newBuilder(of(command, false, message, Map.of(), now))
                .setRefusal(new Refusal(refusal.kind().text(), refusal.digest()))
                .build();
    }

    /** @param before null: nothing was ever asked of the target */
    static OperatorEvent of(OperatorCommand command, Verdict verdict, @Nullable Control before, Instant now) {
        Map<String, String> details = new TreeMap<>();
        details.put("before", words(before));
        details.put("after", words(verdict.state().orElse(before)));
        return of(command, verdict.applied(), verdict.message(), details, now);
    }

    private static String words(@Nullable Control control) {
        List<String> words = new ArrayList<>();
        if (control != null) {
            if (control.getPaused()) {
                words.add("paused");
            }
            if (control.getQuarantined()) {
                words.add("quarantined");
            }
            if (control.getErased()) {
                words.add("erased");
            }
            if (control.getPinned() != null) {
                words.add("pinned to " + control.getPinned());
            }
        }
        return words.isEmpty() ? "nothing special" : String.join(", ", words);
    }
}
