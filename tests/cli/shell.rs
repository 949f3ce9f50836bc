//! What is made from the definition of the command line, and that the manual names all of it.

use clearance_tests::program::User;

/// The subcommands, as the help of the program lists them.
fn subcommands(user: &User) -> Vec<String> {
    let help = user.tell(&["--help"]).out;
    let (_, commands) = help.split_once("Commands:").expect("the help lists commands");
    let words = commands.lines().take_while(|line| !line.starts_with("Options")).filter_map(|line| {
        let inner = line.strip_prefix("  ").filter(|inner| !inner.starts_with(' '))?;
        inner.split_whitespace().next().map(str::to_owned)
    });
    words.filter(|word| word != "help").collect()
}

#[test]
fn every_subcommand_stands_in_the_manual_the_man_page_and_the_completions() {
    let user = User::bare();
    let manual = include_str!("../../docs/cli.md");
    let page = user.tell(&["man"]);
    assert_eq!(page.code, 0, "{page:?}");
    assert!(page.out.starts_with(".ie") && page.out.contains(".TH clearance 1"), "troff");
    let bash = user.tell(&["completions", "bash"]).out;
    let names = subcommands(&user);
    assert!(names.len() > 25, "{names:?}");
    for name in names {
        assert!(manual.contains(&format!("`{name}")), "docs/cli.md does not name {name}");
        let section = format!("CLEARANCE {}", name.to_uppercase());
        assert!(page.out.contains(&section), "the page has no {section}");
        assert!(bash.contains(&name), "the completions do not know {name}");
    }
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        let script = user.tell(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("payment-data"), "{shell}");
    }
    assert_eq!(user.tell(&["completions", "cmd"]).code, 2);
}
