package dev.backchannel.topics;

/** What commands, and the details of their outcomes, call what they are about. */
public final class Arguments {
    /** The checkpoint_id meant, or {@link #BASE}. An applied ROLLBACK's outcome names it, whoever chose it: the learner follows that. */
    public static final String CHECKPOINT = "checkpoint";

    /** In place of a checkpoint_id: what the lineage began with. */
    public static final String BASE = "base";

    private Arguments() {}
}
