//! Arguments of imports: recipes, named fixes, the work list, watched folders and batches.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(crate) struct Import {
    /// 订单、支付、运单表 / order, payment and waybill sheets
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 客户 / client; not needed with --dry-run
    #[arg(long, value_name = "C", required_unless_present = "dry_run")]
    pub(crate) client: Option<String>,
    /// 列对应方案：客户已保存的名称，或 JSON 文件；不写则按表头自动选用 / recipe: a name that the client has, or a JSON file; by the headers by default
    #[arg(long, value_name = "R")]
    pub(crate) recipe: Option<String>,
    /// 使用保存的修复，可多次，按次序 / do a named fix; may be repeated, in this order
    #[arg(long = "fix", value_name = "NAME", conflicts_with = "dry_run")]
    pub(crate) fix: Vec<String>,
    /// 使用所有适用的修复 / do every named fix that would change something
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) fixes: bool,
    /// 不生成清单，导入保持打开 / declare nothing; the import stays open
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) keep_open: bool,
    /// 有问题的行写入工作簿 / write the rows in question as a workbook
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(crate) export_bad: Option<PathBuf>,
    /// 只看，不存 / look only, store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Args)]
pub(crate) struct Imports {
    #[command(subcommand)]
    pub(crate) what: ImportsWhat,
}

#[derive(Subcommand)]
pub(crate) enum ImportsWhat {
    /// 列出，最新的在前 / list, newest first
    List {
        /// 客户，默认全部 / client; all by default
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
    /// 一次导入的检查结果 / what was found in an import
    Show {
        /// 导入编号 / import
        import: String,
    },
    /// 列出各行 / rows of a sheet, with what was found in them
    Rows {
        /// 导入编号 / import
        import: String,
        /// 只列该规则的；* 为所有有问题的行 / of a rule; `*` for all rows with findings
        #[arg(long, value_name = "RULE", default_value = "")]
        rule: String,
        /// 第几张表，从 0 数 / which sheet, from 0
        #[arg(long, value_name = "N", default_value_t = 0)]
        sheet: u32,
        /// 查找 / rows that hold this
        #[arg(long, value_name = "TEXT", default_value = "")]
        find: String,
        /// 跳过多少行 / leave out so many
        #[arg(long, value_name = "N", default_value_t = 0)]
        from: u32,
        /// 最多多少行 / at most so many
        #[arg(long, value_name = "N", default_value_t = 100)]
        count: u32,
        /// 显示完整的个人信息（会记入日志） / show personal data in full, which is logged
        #[arg(long)]
        reveal: bool,
    },
    /// 列对应字段：表头=字段，字段为空则不用该列 / say what columns mean: HEADER=FIELD, empty to leave one out
    Map {
        /// 导入编号 / import
        import: String,
        /// 表头=字段，如 买家=buyerName / header and field
        #[arg(required = true, value_name = "HEADER=FIELD")]
        columns: Vec<String>,
    },
    /// 按规则给出的建议修复 / do the repair that was offered for a rule
    Repair {
        /// 导入编号 / import
        import: String,
        /// 规则 / rule
        rule: String,
        /// 旧值=新值，可多次；默认全部建议 / only FROM=TO; may be repeated; all that was offered by default
        #[arg(long = "set", value_name = "FROM=TO")]
        set: Vec<String>,
        /// 按货号取商品资料中的内容 / what the goods book says of each article instead
        #[arg(long, conflicts_with = "set")]
        book: bool,
        /// 只看会改什么 / look only
        #[arg(long)]
        dry_run: bool,
    },
    /// 这次导入改用客户档案中的另一个平台、申报企业、口岸、物流或支付企业 / use another company or port of the client for this import
    Use {
        /// 导入编号 / import
        import: String,
        /// 种类 / kind
        #[arg(value_parser = ["platform", "agent", "port", "carrier", "payment"])]
        kind: String,
        /// 简称或编码 / its short name or code
        name: String,
    },
    /// 批量修改（JSON，见手册）/ change cells: a JSON edit, see the manual
    Edit {
        /// 导入编号 / import
        import: String,
        /// JSON 文件 / file
        file: PathBuf,
        /// 只看会改什么 / look only
        #[arg(long)]
        dry_run: bool,
    },
    /// 订单留待以后：不随其余订单生成清单，进入待改清单 / hold orders back: they are not declared with the others
    Hold(Held),
    /// 不再留待以后 / take orders up again that were held back
    Release(Held),
    /// 生成清单，其余留待修改 / declare the good orders, keep the others for later
    Declare {
        /// 导入编号 / import
        import: String,
    },
    /// 撤销整次导入：未签名的清单收回 / take a whole import back: its unsigned declarations are gone
    Undo {
        /// 导入编号 / import
        import: String,
        /// 只撤销最后一步修改 / only the last step of repairs
        #[arg(long)]
        step: bool,
    },
    /// 重做撤销的导入 / declare an import again that was undone
    Redo {
        /// 导入编号 / import
        import: String,
        /// 只重做一步修改 / only the step that was taken back last
        #[arg(long)]
        step: bool,
    },
    /// 丢弃未生成清单的导入 / forget an import that is not declared
    Discard {
        /// 导入编号 / import
        import: String,
    },
}

#[derive(Args)]
#[group(id = "which", required = true, multiple = false)]
pub(crate) struct Which {
    /// 该规则涉及的订单 / orders in which this rule found something
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// 订单编号，可多次 / order number; may be repeated
    #[arg(long = "order", value_name = "NO")]
    pub(crate) order: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Held {
    /// 导入编号 / import
    pub(crate) import: String,
    #[command(flatten)]
    pub(crate) which: Which,
}

#[derive(Args)]
pub(crate) struct Kept {
    /// 客户，默认全部 / client; all by default
    #[arg(long, value_name = "C", default_value = "")]
    pub(crate) client: String,
}

#[derive(Args)]
pub(crate) struct ExportBad {
    /// 导入编号 / import
    pub(crate) import: String,
    /// 写入工作簿 / workbook
    pub(crate) file: PathBuf,
    /// 所有行 / all rows
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args)]
pub(crate) struct Merge {
    /// 导入编号 / import
    pub(crate) import: String,
    /// 改好的工作簿 / repaired workbook
    pub(crate) file: PathBuf,
    /// 随即生成清单 / declare the good orders at once
    #[arg(long)]
    pub(crate) declare: bool,
}

#[derive(Args)]
pub(crate) struct Recipe {
    #[command(subcommand)]
    pub(crate) what: RecipeWhat,
}

#[derive(Subcommand)]
pub(crate) enum RecipeWhat {
    /// 列出 / list them
    List {
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 保存：取自文件、已打开的导入或 JSON / keep one, from sheets, an import, or JSON
    Save {
        /// 名称 / name
        name: String,
        /// 客户；与 --import 同用时不需要 / client; not needed with --import
        #[arg(long, value_name = "C", required_unless_present = "import")]
        client: Option<String>,
        /// 取自这次导入 / as the columns of this import are
        #[arg(long, value_name = "IMPORT", conflicts_with_all = ["from", "client"])]
        import: Option<String>,
        /// 订单表或方案 JSON，可多次 / sheets, or one recipe as JSON; may be repeated
        #[arg(long, value_name = "FILE", required_unless_present = "import")]
        from: Vec<PathBuf>,
        /// 表头=字段，更正猜测，可多次 / HEADER=FIELD, where the guess is wrong; may be repeated
        #[arg(long = "map", value_name = "HEADER=FIELD")]
        map: Vec<String>,
    },
    /// 以 JSON 输出，可再读入 / write one as JSON that reads back
    Show {
        /// 名称或编号 / name or id
        recipe: String,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 改名 / another name
    Rename {
        /// 名称或编号 / name or id
        recipe: String,
        /// 新名称 / new name
        name: String,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 删除；已导入的不受影响 / forget one; imports stay as they are
    Drop {
        /// 名称或编号 / name or id
        recipe: String,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
}

#[derive(Args)]
pub(crate) struct Fix {
    #[command(subcommand)]
    pub(crate) what: FixWhat,
}

#[derive(Subcommand)]
pub(crate) enum FixWhat {
    /// 列出 / list them
    List {
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 把导入的最后一步修改保存为修复 / keep the last step of an import under a name
    Keep {
        /// 导入编号 / import
        import: String,
        /// 名称 / name
        name: String,
    },
    /// 对一次导入使用 / do one on an import
    Apply {
        /// 导入编号 / import
        import: String,
        /// 名称或编号 / name or id
        fix: String,
    },
    /// 删除；改过的不受影响 / forget one; what it changed stays
    Drop {
        /// 名称或编号 / name or id
        fix: String,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
}

#[derive(Args)]
pub(crate) struct Watch {
    #[command(subcommand)]
    pub(crate) what: WatchWhat,
}

#[derive(Subcommand)]
pub(crate) enum WatchWhat {
    /// 监视一个文件夹 / watch a folder for a client
    Add {
        /// 文件夹 / folder
        folder: PathBuf,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
        /// 没有问题的订单随即生成清单 / good orders become declarations at once
        #[arg(long)]
        declare: bool,
        /// 先使用该客户保存的所有适用的修复；不加此项则不使用 / first do the client's named fixes that fit; none without it
        #[arg(long)]
        fixes: bool,
    },
    /// 列出 / list them
    List,
    /// 不再监视 / watch a folder no more
    Stop {
        /// 文件夹 / folder
        folder: PathBuf,
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
    },
    /// 导入新文件，直到停止（Ctrl-C）；每个文件一行 / take new files in until told to stop, a line a file
    Run {
        /// 只看一次，供定时任务 / look once, for a program started by a clock
        #[arg(long)]
        once: bool,
        /// 客户，默认全部 / client; all by default
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
}

/// 批量：每个子文件夹一个客户，或按清单文件（TOML）/ many clients at once: a subfolder for each, or a manifest
///
/// 清单文件：每项一个 [[job]]，路径相对于清单文件；列出的多个文件按订单号合为一次导入，文件夹中的每个文件各导入一次。
/// 已导入过的同一文件不会重复申报；中断后再运行一次即可接着做完。
///
/// A manifest holds one [[job]] for each import; paths are relative to it. Several files meet by order number in one import,
/// of a folder each sheet is an import. A file that was imported is not declared again; after an interruption the same
/// command goes on.
///
///     report = "report.csv"              # or .json
///     [[job]]
///     client = "晴川"
///     files = ["orders.xlsx", "payments.xlsx"]
///     recipe = "..."                     # has to fit
///     fix = ["..."]                      # named fixes, in this order
///     fixes = true                       # every named fix that would change something
///     export_bad = "bad.xlsx"
///     declare = true                     # the default
///     sign = true                        # send = true signs too
///     send = true
///     key = "..."                        # the client's own by default
///     pin_file = "pin.txt"
///
/// 退出码 / exit codes: 0 全部完成 done; 1 有订单留待修改、待复核，或导入曾被撤销 orders kept, reviews waiting, or an import that was undone; 2 有文件或签名失败 a file or a signature failed; 75 数据目录被占用 data folder in use
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Batch {
    /// 文件夹：子文件夹以客户的名称或编号命名；或清单文件 MANIFEST.toml / a folder whose subfolders are named as clients, or by their numbers; or a manifest
    #[arg(value_name = "FOLDER|MANIFEST")]
    pub(crate) folder: PathBuf,
    /// 结果另存为 .json 或 .csv / write what became of each file, as .json or .csv
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// 已导入过的文件也重新导入 / import files again that were imported before
    #[arg(long)]
    pub(crate) again: bool,
    /// 使用各客户保存的所有适用的修复 / do every named fix of each client that would change something
    #[arg(long)]
    pub(crate) fixes: bool,
    /// 完成后签名并发送 / sign and send what was made
    #[arg(long)]
    pub(crate) send: bool,
    /// 已生成清单的文件移到各子文件夹的 done 中 / move files that were declared into `done` of their subfolder
    #[arg(long)]
    pub(crate) done: bool,
}
