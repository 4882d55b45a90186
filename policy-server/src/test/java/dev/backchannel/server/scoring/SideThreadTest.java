package dev.backchannel.server.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SideThreadTest {
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void whatAnAnswerWaitsForIsDoneBetweenTwoPartsOfOtherWork() throws Exception {
        try (SideThread thread = new SideThread(3, () -> true, new SimpleMeterRegistry()).start()) {
            CountDownLatch allWait = new CountDownLatch(1);
            CompletableFuture<Boolean> twoParts = thread.submit(Rank.INTERNAL, () -> {
                allWait.await();
                done.add("part 1");
                thread.pause(Rank.INTERNAL, 1_000_000);
                return done.add("part 2");
            });
            await(thread);
            CompletableFuture<Boolean> internal = thread.submit(Rank.INTERNAL, () -> done.add("internal"));
            CompletableFuture<Boolean> request = thread.submit(Rank.REQUEST, () -> done.add("request"));
            CompletableFuture<Boolean> answer = thread.submit(Rank.ANSWER, () -> done.add("answer"));
            assertThatThrownBy(() -> thread.submit(Rank.ANSWER, () -> done.add("too many")))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("3 ");
            allWait.countDown();
            CompletableFuture.allOf(twoParts, internal, request, answer).get(10, TimeUnit.SECONDS);
            assertThat(done).containsExactly("part 1", "answer", "part 2", "request", "internal");
        }
    }

    @Test
    void failuresAndWhatNobodyWaitsForStopNothing() throws Exception {
        try (SideThread thread = new SideThread(9, () -> false, new SimpleMeterRegistry()).start()) {
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Object> failing = thread.submit(Rank.REQUEST, () -> {
                go.await();
                throw new IllegalArgumentException("no");
            });
            CompletableFuture<Boolean> cancelled = thread.submit(Rank.REQUEST, () -> done.add("cancelled"));
            CompletableFuture<Boolean> last = thread.submit(Rank.REQUEST, () -> done.add("last"));
            cancelled.cancel(false);
            go.countDown();
            last.get(10, TimeUnit.SECONDS);
            assertThat(failing).isCompletedExceptionally();
            assertThat(done).containsExactly("last");
        }
    }

    /** Until the first work has been taken. */
    private static void await(SideThread thread) {
        org.awaitility.Awaitility.await().until(() -> thread.waiting() == 0);
    }
}
