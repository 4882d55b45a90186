package dev.backchannel.server.api;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.PromptBuilder;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.emission.ServedTurn;
import dev.backchannel.server.policies.PolicyRoute;
import dev.backchannel.server.policies.PolicyRouter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Turns the bytes of a request into a prompt and its parameters: everything that is too slow for an event loop. */
final class ChatPreparer {
    private final PolicyModel model;
    private final BaseRecord record;
    private final PolicyRouter router;
    private final int defaultMaxTokens;
    private final Clock clock;
    private final RandomGenerator random;
    private final TurnIds turnIds;

    /** @param random thread-safe */
    ChatPreparer(
            PolicyModel model,
            BaseRecord record,
            PolicyRouter router,
            int defaultMaxTokens,
            Clock clock,
            RandomGenerator random) {
        this.model = model;
        this.record = record;
        this.router = router;
        this.defaultMaxTokens = defaultMaxTokens;
        this.clock = clock;
        this.random = random;
        this.turnIds = new TurnIds(clock, random);
    }

    /** @throws ApiException if the request is wrong, names an unknown model or cannot fit */
    PreparedChat prepare(byte[] body) {
        Instant askedAt = clock.instant();
        ChatRequest request = ChatRequestReader.read(body);
        PolicyRoute route = router.route(request.model(), request.user().orElse(null))
                .orElseThrow(() -> ApiException.modelNotFound(request.model()));
        Prompt prompt = prompt(request.messages(), promptLimit(request));
        int room = model.config().contextLength() - prompt.ids().length;
        SamplingParameters sampling = new SamplingParameters(
                request.temperature().orElse(record.temperature()),
                request.topP().orElse(record.topP()),
                Math.min(request.maxTokens().orElse(defaultMaxTokens), room),
                request.seed().orElseGet(random::nextLong),
                request.stop());
        String turnId = turnIds.next();
        String conversation = request.conversationId().orElse(turnId);
        ServedTurn turn = turn(request, turnId, conversation, askedAt, prompt.rendered(), sampling, route.arm());
        ChatHead head = new ChatHead(
                turnId, request.model(), conversation, route.arm(), askedAt.getEpochSecond(), prompt.ids().length);
        return new PreparedChat(request, route, prompt.ids(), sampling, turn, head);
    }

    private ServedTurn turn(
            ChatRequest request,
            String turnId,
            String conversation,
            Instant askedAt,
            String rendered,
            SamplingParameters sampling,
            Optional<String> arm) {
        return new ServedTurn(
                turnId,
                request.tenant(),
                conversation,
                request.user(),
                request.train(),
                askedAt,
                request.messages(),
                rendered,
                sampling,
                arm,
                model.baseDigest());
    }

    /** Tokens that the prompt may have. */
    private int promptLimit(ChatRequest request) {
        int context = model.config().contextLength();
        int wanted = request.maxTokens().orElse(Math.min(defaultMaxTokens, context / 2));
        if (wanted >= context) {
            throw ApiException.invalid(
                    "max_tokens",
                    "context_length_exceeded",
                    "max_tokens is " + wanted + ", but this model's context holds " + context
                            + " tokens, prompt included. Ask for fewer.");
        }
        return context - wanted;
    }

    /** A rendered conversation and its token ids. */
    private record Prompt(String rendered, int[] ids) {}

    private Prompt prompt(List<ChatMessage> messages, int limit) {
        PromptBuilder prompts = model.prompts();
        try {
            return new PromptFitter<>(
                            conversation -> {
                                String rendered = prompts.render(conversation);
                                return new Prompt(rendered, prompts.promptFromRendered(rendered));
                            },
                            prompt -> prompt.ids().length,
                            limit)
                    .fit(messages);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("messages", "The chat template refuses these messages: " + e.getMessage());
        }
    }
}
