package dev.backchannel.server.api;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.generation.Answer;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.topics.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One chat request's span, after OpenTelemetry's semantic conventions for generative AI, 1.37
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/). Messages stand in it only where that was asked for.
 */
final class ChatSpan {
    /** As proxies note it. */
    private static final int CLIENT_GONE = 499;

    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final Span span;
    private final boolean content;

    private ChatSpan(Span span, boolean content) {
        this.span = span;
        this.content = content;
    }

    /** @param internal mining or a probe */
    static ChatSpan begin(Traces traces, HttpServerRequest request, boolean internal) {
        if (!traces.on()) {
            return new ChatSpan(Span.getInvalid(), false);
        }
        Span span = traces.begin("chat", SpanKind.SERVER, request.getHeader(Traces.HEADER));
        span.setAttribute("gen_ai.operation.name", "chat");
        span.setAttribute("gen_ai.provider.name", "backchannel");
        span.setAttribute("http.request.method", "POST");
        span.setAttribute("http.route", "/v1/chat/completions");
        span.setAttribute("backchannel.internal", internal);
        return new ChatSpan(span, traces.content());
    }

    /** What goes on from it carries this; null where there is no trace. */
    @Nullable
    String traceparent() {
        return Traces.contextOf(span);
    }

    void prepared(PreparedChat chat) {
        if (!span.isRecording()) {
            return;
        }
        SamplingParameters sampling = chat.sampling();
        span.updateName("chat " + chat.head().model());
        span.setAttribute("gen_ai.request.model", chat.head().model());
        span.setAttribute("gen_ai.conversation.id", chat.head().conversationId());
        span.setAttribute("gen_ai.response.id", chat.head().turnId());
        span.setAttribute("gen_ai.request.max_tokens", sampling.maxTokens());
        span.setAttribute("gen_ai.request.temperature", sampling.temperature());
        span.setAttribute("gen_ai.request.top_p", sampling.topP());
        span.setAttribute("gen_ai.request.seed", sampling.seed());
        span.setAttribute("gen_ai.request.choice.count", chat.request().choices());
        span.setAttribute("gen_ai.usage.input_tokens", chat.head().promptTokens());
        chat.head().arm().ifPresent(arm -> span.setAttribute("backchannel.arm", arm));
        if (content) {
            span.setAttribute("gen_ai.input.messages", input(chat.turn().messages()));
        }
    }

    /** Any thread. */
    void answered(GenerationResult result) {
        if (!span.isRecording()) {
            return;
        }
        if (result.began()) {
            span.setAttribute("gen_ai.response.model", result.checkpoint());
            span.setAttribute("backchannel.checkpoint", result.checkpoint());
            span.setAttribute(
                    "gen_ai.usage.output_tokens",
                    result.answers().stream()
                            .mapToInt(answer -> answer.tokens().length)
                            .sum());
        }
        if (result.firstTokenNanos() >= 0) {
            span.setAttribute("backchannel.time_to_first_token_ms", result.firstTokenNanos() / 1e6);
        }
        if (result.outcome() == Outcome.COMPLETE) {
            span.setAttribute(
                    FINISH_REASONS,
                    result.answers().stream()
                            .map(answer -> answer.ending().wire())
                            .toList());
        } else {
            span.setAttribute("error.type", result.outcome().name().toLowerCase(Locale.ROOT));
            span.setStatus(StatusCode.ERROR);
        }
        if (content) {
            span.setAttribute("gen_ai.output.messages", output(result.answers()));
        }
        if (result.outcome() == Outcome.CANCELLED) {
            end(CLIENT_GONE);
        }
    }

    /** Nobody is there any more to be answered. */
    void abandoned() {
        end(CLIENT_GONE);
    }

    /**
     * The response is out.
     *
     * @param status of HTTP
     */
    void end(int status) {
        span.setAttribute("http.response.status_code", status);
        span.end();
    }

    private static String input(List<ChatMessage> messages) {
        var array = Json.array();
        messages.forEach(message -> array.addObject()
                .put("role", message.role())
                .putArray("parts")
                .addObject()
                .put("type", "text")
                .put("content", message.content()));
        return array.toString();
    }

    private static String output(List<Answer> answers) {
        var array = Json.array();
        answers.forEach(answer -> array.addObject()
                .put("role", "assistant")
                .putArray("parts")
                .addObject()
                .put("type", "text")
                .put("content", answer.text()));
        return array.toString();
    }
}
