package dev.backchannel.streams.ledger;

/** One preference as the ledger sees it: where it stands on the topic, and what the learner did with it. */
final class Lesson {
    private final String preferenceId;
    private final long offset;
    private int records;

    Lesson(String preferenceId, long offset) {
        this.preferenceId = preferenceId;
        this.offset = offset;
    }

    String preferenceId() {
        return preferenceId;
    }

    /** Of its first record on partition 0. */
    long offset() {
        return offset;
    }

    /** Its id was found on the topic, once more each time. */
    void written() {
        records++;
    }

    /** More than once is more than the promise allows, although the learner would teach it once. */
    int records() {
        return records;
    }
}
