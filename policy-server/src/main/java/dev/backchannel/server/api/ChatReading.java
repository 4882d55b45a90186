package dev.backchannel.server.api;

import dev.backchannel.access.Principal;
import dev.backchannel.policy.PromptBuilder;
import dev.backchannel.server.profiles.ProfileShaper;
import dev.backchannel.server.profiles.Shaping;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** From a chat request's bytes to what can be answered, by way of the user's profile. */
final class ChatReading {
    private final WorkerExecutor workers;
    private final ProfileShaper shaper;
    private final ChatPreparer preparer;
    private final PromptBuilder prompts;
    private final Clock clock;

    ChatReading(
            WorkerExecutor workers, ProfileShaper shaper, ChatPreparer preparer, PromptBuilder prompts, Clock clock) {
        this.workers = workers;
        this.shaper = shaper;
        this.preparer = preparer;
        this.prompts = prompts;
        this.clock = clock;
    }

    /**
     * Does not wait, but takes time that grows with the request. Where the profile waits for an embedding, the rest is done by another worker once that is there.
     *
     * @param caller whose tenant the request is held to
     * @param context of the request: whatever waits for the result goes on there
     * @param atOnce there is no time to cut what is longer than the context
     * @throws MustBeCutException only where there is no time to
     * @throws ApiException if the request is wrong, names an unknown model or cannot fit
     */
    Future<PreparedChat> read(byte[] body, Principal caller, boolean internal, Context context, boolean atOnce) {
        Instant askedAt = clock.instant();
        ChatRequest request = ChatRequestReader.read(body, caller);
        if (internal || !request.profile()) {
            return Future.succeededFuture(
                    preparer.prepare(request, internal, askedAt, Shaping.none(request.messages()), atOnce));
        }
        CompletableFuture<Shaping> shaping = shaper.shape(request.tenant(), request.user(), request.messages());
        return shaping.isDone()
                ? Future.succeededFuture(prepare(request, askedAt, shaping.join(), atOnce))
                : Future.fromCompletionStage(shaping, context)
                        .compose(shaped ->
                                workers.executeBlocking(() -> prepare(request, askedAt, shaped, false), false));
    }

    private PreparedChat prepare(ChatRequest request, Instant askedAt, Shaping shaping, boolean atOnce) {
        if (!shaping.changed()) {
            return preparer.prepare(request, false, askedAt, shaping, atOnce);
        }
        try {
            PreparedChat shaped = preparer.prepare(request, false, askedAt, shaping, atOnce);
            if (shaped.turn().rendered().contains(prompts.harmless(system(shaping)))) {
                return shaped;
            }
        } catch (ApiException e) {
            // then the request's own prompt shows whether the request or its profile was at fault
        }
        PreparedChat unshaped = preparer.prepare(request, false, askedAt, Shaping.none(request.messages()), atOnce);
        shaper.refused();
        return unshaped;
    }

    /** Where the wishes stand. If it was cut to make room, or the template drops it, they are not what was served. */
    private static String system(Shaping shaping) {
        return shaping.messages().get(0).content().strip();
    }
}
