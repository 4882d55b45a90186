package dev.backchannel.standalone.bench.recorded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Splits a source in two by a hash of the conversation: rules are written with one half and measured on the other. */
public final class Halves {
    private Halves() {}

    /** @return the half that nobody looked at, then the one that the rules were written with */
    public static List<RatedSet> of(RatedSet set) {
        return List.of(
                set.only(".heldOut", set.about() + ", in the half that no rule was written with", a -> !isSeen(set, a)),
                set.only(".seen", set.about() + ", in the half that the rules were written with", a -> isSeen(set, a)));
    }

    private static boolean isSeen(RatedSet set, RatedAnswer answer) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((set.name() + "/" + answer.conversation()).getBytes(StandardCharsets.UTF_8));
            return hash[0] % 2 == 0;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
