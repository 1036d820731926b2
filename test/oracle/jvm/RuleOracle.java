import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import software.amazon.event.ruler.Machine;

/**
 * Reads lines of {"rules": {name: pattern}, "event": event} and answers each with {"matched": [names]}, or {"error": text}
 * when Event Ruler refuses a pattern or the event.
 */
public final class RuleOracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode answer(JsonNode question) {
    ObjectNode answer = JSON.createObjectNode();
    try {
      Machine machine = Machine.builder().build();
      var rules = question.get("rules").fields();
      while (rules.hasNext()) {
        var rule = rules.next();
        machine.addRule(rule.getKey(), rule.getValue().toString());
      }
      var matched = answer.putArray("matched");
      machine.rulesForJSONEvent(question.get("event").toString()).stream().sorted().forEach(matched::add);
      return answer;
    } catch (Exception refused) {
      return JSON.createObjectNode().put("error", refused.getMessage());
    }
  }

  public static void main(String[] args) throws Exception {
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      System.out.println(answer(JSON.readTree(line)));
    }
  }
}
