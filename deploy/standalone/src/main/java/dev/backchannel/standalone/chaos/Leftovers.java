package dev.backchannel.standalone.chaos;

import dev.backchannel.topics.KafkaAccess;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics and groups of a run that is over. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final long SECONDS = 20;

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
            List<String> groups = admin.listGroups().all().get(SECONDS, TimeUnit.SECONDS).stream()
                    .map(GroupListing::groupId)
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            admin.deleteConsumerGroups(groups).all().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("topics or groups that begin with {} stay on the cluster: {}", prefix, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
