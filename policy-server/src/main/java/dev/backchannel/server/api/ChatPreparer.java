package dev.backchannel.server.api;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.PromptBuilder;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.emission.ServedTurn;
import dev.backchannel.server.policies.PolicyRoute;
import dev.backchannel.server.policies.PolicyRouter;
import dev.backchannel.server.profiles.Shaping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Turns the bytes of a request into a prompt and its parameters: everything that is too slow for an event loop. */
final class ChatPreparer {
    private final PolicyModel model;
    private final int context;
    private final BaseRecord record;
    private final PolicyRouter router;
    private final int defaultMaxTokens;
    private final RandomGenerator random;
    private final EventIds ids;

    /**
     * @param context the most tokens, prompt and answer together, that there is room for
     * @param random thread-safe
     */
    ChatPreparer(
            PolicyModel model,
            int context,
            BaseRecord record,
            PolicyRouter router,
            int defaultMaxTokens,
            RandomGenerator random,
            EventIds ids) {
        this.model = model;
        this.context = context;
        this.record = record;
        this.router = router;
        this.defaultMaxTokens = defaultMaxTokens;
        this.random = random;
        this.ids = ids;
    }

    /**
     * @param internal mining and probes: no part of an experiment
     * @param askedAt when the request came
     * @param shaping of the request's messages
     * @param atOnce there is no time to cut it
     * @throws ApiException if the request names an unknown model or cannot fit
     * @throws MustBeCutException only where there is no time to
     */
    PreparedChat prepare(ChatRequest request, boolean internal, Instant askedAt, Shaping shaping, boolean atOnce) {
        String turnId = ids.turn();
        String conversation = request.conversationId().orElse(turnId);
        PolicyRoute route = router.route(
                        request.model(),
                        request.tenant(),
                        internal ? null : request.user().orElse(conversation))
                .orElseThrow(() -> ApiException.modelNotFound(request.model()));
        Prompt prompt = prompt(shaping.messages(), promptLimit(request), atOnce);
        int room = context - prompt.ids().length;
        SamplingParameters sampling = new SamplingParameters(
                request.temperature().orElse(record.temperature()),
                request.topP().orElse(record.topP()),
                Math.min(request.maxTokens().orElse(defaultMaxTokens), room),
                request.seed().orElseGet(random::nextLong),
                request.stop());
        ServedTurn turn = turn(request, turnId, conversation, askedAt, prompt.rendered(), shaping, sampling, route);
        ChatHead head = new ChatHead(
                turnId,
                request.model(),
                conversation,
                route.arm(),
                shaping.version(),
                askedAt.getEpochSecond(),
                prompt.ids().length,
                Optional.empty());
        return new PreparedChat(request, route, prompt.ids(), sampling, turn, head);
    }

    private ServedTurn turn(
            ChatRequest request,
            String turnId,
            String conversation,
            Instant askedAt,
            String rendered,
            Shaping shaping,
            SamplingParameters sampling,
            PolicyRoute route) {
        return new ServedTurn(
                turnId,
                request.tenant(),
                conversation,
                request.user(),
                request.train(),
                askedAt,
                request.messages(),
                rendered,
                shaping.sentences(),
                shaping.version(),
                sampling,
                route.arm(),
                route.assignment(),
                model.baseDigest());
    }

    /** Tokens that the prompt may have. */
    private int promptLimit(ChatRequest request) {
        int wanted = request.maxTokens().orElse(Math.min(defaultMaxTokens, context / 2));
        if (wanted >= context) {
            throw ApiException.invalid(
                    "max_tokens",
                    "context_length_exceeded",
                    "max_tokens is " + wanted + ", but the context holds " + context
                            + " tokens here, prompt included. Ask for fewer.");
        }
        return context - wanted;
    }

    /** A rendered conversation and its token ids. */
    private record Prompt(String rendered, int[] ids) {}

    private Prompt prompt(List<ChatMessage> messages, int limit, boolean atOnce) {
        PromptBuilder prompts = model.prompts();
        PromptFitter<Prompt> fitter = new PromptFitter<>(
                conversation -> {
                    String rendered = prompts.render(conversation);
                    return new Prompt(rendered, prompts.promptFromRendered(rendered));
                },
                prompt -> prompt.ids().length,
                limit);
        try {
            return atOnce ? fitter.whole(messages).orElseThrow(MustBeCutException::new) : fitter.fit(messages);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("messages", "The chat template refuses these messages: " + e.getMessage());
        }
    }
}
