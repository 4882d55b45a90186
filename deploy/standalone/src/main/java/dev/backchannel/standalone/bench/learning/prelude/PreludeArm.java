package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.standalone.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One way to learn from edits: what is noted in words, and what the weights are taught. */
enum PreludeArm {
    NONE("none", embedder -> Notes.NONE, Teaching.NOTHING),
    ORACLE("oracle", embedder -> Notes.ORACLE, Teaching.NOTHING),
    CIPHER_1("cipher-1", embedder -> CipherNotes.nearest(embedder, 1), Teaching.NOTHING),
    CIPHER_5("cipher-5", embedder -> CipherNotes.nearest(embedder, 5), Teaching.NOTHING),
    GLOBAL("global", CipherNotes::global, Teaching.NOTHING),
    SFT("sft", embedder -> Notes.NONE, Teaching.SFT),
    DPO("dpo", embedder -> Notes.NONE, Teaching.DPO),
    KTO("kto", embedder -> Notes.NONE, Teaching.KTO),
    CIPHER_DPO("cipher-5+dpo", embedder -> CipherNotes.nearest(embedder, 5), Teaching.DPO),
    CIPHER_KTO("cipher-5+kto", embedder -> CipherNotes.nearest(embedder, 5), Teaching.KTO);

    private final String title;
    private final Function<ContextEmbedder, Notes> notes;
    private final Teaching teaching;

    PreludeArm(String title, Function<ContextEmbedder, Notes> notes, Teaching teaching) {
        this.title = title;
        this.notes = notes;
        this.teaching = teaching;
    }

    String title() {
        return title;
    }

    Notes notes(ContextEmbedder embedder) {
        return notes.apply(embedder);
    }

    Teaching teaching() {
        return teaching;
    }

    /** Every arm's name, with commas between. */
    static String titles() {
        return Arrays.stream(values()).map(PreludeArm::title).collect(Collectors.joining(","));
    }

    /** @param titles with commas between */
    static List<PreludeArm> list(String titles) {
        return Arrays.stream(titles.split(",", -1))
                .map(String::strip)
                .filter(title -> !title.isEmpty())
                .map(PreludeArm::titled)
                .distinct()
                .toList();
    }

    private static PreludeArm titled(String title) {
        return Arrays.stream(values())
                .filter(arm -> arm.title.equals(title))
                .findFirst()
                .orElseThrow(() -> UserError.usage("there is no arm '" + title + "'; use some of " + titles()));
    }
}
