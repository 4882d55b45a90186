package dev.backchannel.standalone.demo.measure;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.client.ChatAnswer;
import dev.backchannel.standalone.demo.client.ChatClient;
import dev.backchannel.standalone.demo.client.ChatQuestion;
import dev.backchannel.topics.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a model every held-out question through the API, and judges each answer by its user's hidden wishes. */
public final class Exam {
    private static final int CONCURRENCY = 32;

    private final ChatClient chat;
    private final List<HeldOut> questions;

    public Exam(ChatClient chat, List<HeldOut> questions) {
        this.chat = chat;
        this.questions = List.copyOf(questions);
    }

    public int size() {
        return questions.size();
    }

    /** @param model as the API names it; the answers are marked internal, so that they teach nothing */
    public ExamResult sit(String model) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(CONCURRENCY);
        try {
            List<Future<ExamResult.Graded>> pending = new ArrayList<>();
            for (HeldOut question : questions) {
                pending.add(pool.submit(() -> grade(model, question)));
            }
            List<ExamResult.Graded> graded = new ArrayList<>();
            for (Future<ExamResult.Graded> each : pending) {
                graded.add(each.get());
            }
            return new ExamResult(graded);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the measurement of " + model + " failed: " + Cause.of(e).getMessage(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private ExamResult.Graded grade(String model, HeldOut question) throws InterruptedException {
        ChatAnswer answer = chat.ask(new ChatQuestion(
                model,
                List.of(new ChatMessage("user", question.request().text())),
                "exam-" + question.seed(),
                question.user().id(),
                question.seed(),
                false,
                true));
        return new ExamResult.Graded(
                question,
                answer.text(),
                Judgement.of(
                        answer.text(),
                        answer.finishReason(),
                        question.request(),
                        question.user().wishes()));
    }
}
