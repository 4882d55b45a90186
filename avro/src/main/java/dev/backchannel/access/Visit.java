package dev.backchannel.access;

import org.jspecify.annotations.Nullable;

/**
 * What the gate tells the handlers behind it of a request, under {@link #KEY} in its routing context.
 *
 * @param stamp for the turns that the request makes
 */
public record Visit(Principal principal, TurnStamp stamp) {
    public static final String KEY = "backchannel.visit";

    /** Where there is no gate. */
    public static final Visit OPEN = new Visit(Principal.OPEN, TurnStamp.NONE);

    /** @param foundOrNull what stands in the routing context */
    public static Visit of(@Nullable Visit foundOrNull) {
        return foundOrNull == null ? OPEN : foundOrNull;
    }
}
