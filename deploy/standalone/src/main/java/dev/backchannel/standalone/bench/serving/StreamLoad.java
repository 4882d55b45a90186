package dev.backchannel.standalone.bench.serving;

import dev.backchannel.standalone.bench.measure.HttpConnection;
import dev.backchannel.standalone.bench.measure.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** So many users who each stream one answer after the other, until they are told to stop. */
final class StreamLoad implements AutoCloseable {
    /** Names the checkpoint that answered. */
    static final String CHECKPOINT = "x-backchannel-checkpoint";

    private static final long PATIENCE_SECONDS = 90;

    private final ExecutorService users;
    private final List<Future<List<StreamedAnswer>>> running = new ArrayList<>();
    private final CountDownLatch underWay;
    private volatile boolean stopped;

    /**
     * One answer.
     *
     * @param question which of the questions it answers
     * @param reply null if the connection broke
     */
    record StreamedAnswer(int question, @Nullable HttpReply reply, HttpReply.@Nullable Streamed streamed) {}

    private StreamLoad(int streams) {
        this.users = Executors.newFixedThreadPool(streams);
        this.underWay = new CountDownLatch(streams);
    }

    /**
     * @param body the request's bytes for question 0, 1, 2 …, which the users take in turn
     * @param questions so many there are
     */
    static StreamLoad start(URI server, int streams, IntFunction<byte[]> body, int questions) {
        StreamLoad load = new StreamLoad(streams);
        for (int user = 0; user < streams; user++) {
            int first = user;
            load.running.add(load.users.submit(() -> load.stream(server, first, streams, body, questions)));
        }
        return load;
    }

    private List<StreamedAnswer> stream(URI server, int first, int stride, IntFunction<byte[]> body, int questions)
            throws IOException {
        List<StreamedAnswer> answers = new ArrayList<>();
        HttpConnection connection = new HttpConnection(server, BenchQuestions.CHAT, "application/json");
        try {
            for (long turn = first; !stopped; turn += stride) {
                int question = (int) (turn % questions);
                try {
                    HttpReply reply = connection.ask(body.apply(question));
                    answers.add(new StreamedAnswer(question, reply.with(CHECKPOINT), reply.streamed()));
                } catch (IOException | RuntimeException e) {
                    answers.add(new StreamedAnswer(question, null, null));
                    connection.close();
                    connection = new HttpConnection(server, BenchQuestions.CHAT, "application/json");
                }
                if (turn == first) {
                    underWay.countDown();
                }
            }
        } finally {
            connection.close();
        }
        return answers;
    }

    /** Waits until every user has had an answer. */
    void awaitUnderWay() throws InterruptedException {
        if (!underWay.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    underWay.getCount() + " streams of the load had no answer within " + PATIENCE_SECONDS + " s");
        }
    }

    /** Lets every user finish the running answer. */
    List<StreamedAnswer> stop() throws InterruptedException {
        stopped = true;
        List<StreamedAnswer> all = new ArrayList<>();
        for (Future<List<StreamedAnswer>> user : running) {
            try {
                all.addAll(user.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a stream of the load broke off: " + e, e);
            }
        }
        return all;
    }

    @Override
    public void close() {
        stopped = true;
        users.shutdownNow();
    }
}
