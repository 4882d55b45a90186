package dev.backchannel.standalone.chaos;

import dev.backchannel.topics.KafkaAccess;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics and groups of a run that is over. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final long SECONDS = 20;
    private static final long LOOK_MS = 500;

    private final String bootstrapServers;
    private final String prefix;

    Leftovers(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
    }

    /** As far as the cluster lets us. */
    void delete() {
        try (Admin admin = Admin.create(KafkaAccess.to(bootstrapServers))) {
            List<String> topics = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            admin.deleteTopics(topics).all().get(SECONDS, TimeUnit.SECONDS);
            deleteGroups(admin);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("topics or groups that begin with {} stay on the cluster: {}", prefix, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Members that were killed are missed once their sessions have passed. */
    private void deleteGroups(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            List<String> groups = admin.listGroups().all().get(SECONDS, TimeUnit.SECONDS).stream()
                    .map(GroupListing::groupId)
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            try {
                admin.deleteConsumerGroups(groups).all().get(SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupNotEmptyException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }
    }
}
