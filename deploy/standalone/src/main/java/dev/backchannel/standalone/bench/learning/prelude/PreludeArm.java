package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One way to learn from edits: what is noted in words, and what the weights are taught. */
enum PreludeArm {
    NONE("none", model -> Notes.NONE, Teaching.NOTHING),
    ORACLE("oracle", model -> Notes.ORACLE, Teaching.NOTHING),
    CIPHER_1("cipher-1", model -> CipherNotes.nearest(model, 1), Teaching.NOTHING),
    CIPHER_5("cipher-5", model -> CipherNotes.nearest(model, 5), Teaching.NOTHING),
    GLOBAL("global", CipherNotes::global, Teaching.NOTHING),
    SFT("sft", model -> Notes.NONE, Teaching.SFT),
    DPO("dpo", model -> Notes.NONE, Teaching.DPO),
    KTO("kto", model -> Notes.NONE, Teaching.KTO),
    CIPHER_DPO("cipher-5+dpo", model -> CipherNotes.nearest(model, 5), Teaching.DPO),
    CIPHER_KTO("cipher-5+kto", model -> CipherNotes.nearest(model, 5), Teaching.KTO);

    private final String title;
    private final Function<PolicyModel, Notes> notes;
    private final Teaching teaching;

    PreludeArm(String title, Function<PolicyModel, Notes> notes, Teaching teaching) {
        this.title = title;
        this.notes = notes;
        this.teaching = teaching;
    }

    String title() {
        return title;
    }

    Notes notes(PolicyModel model) {
        return notes.apply(model);
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
